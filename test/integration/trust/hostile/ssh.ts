import ssh2 from 'ssh2';
import { type KnownKey, makeKey } from '../../../support/stand/ssh-client.ts';
import type { Behaviour, Line } from './listener.ts';

/** The host key that the secrets of hostile servers pin. */
export const hostKey: Promise<KnownKey> = makeKey();

export type Authentication = (context: ssh2.AuthContext, line: Line, client: ssh2.Connection) => void;
/** Starts where the client runs a command: `accept` opens its channel. */
export type Command = (accept: () => ssh2.ServerChannel, reject: () => void, client: ssh2.Connection) => void;

/** Ends the session with a number, as no method of the library does. Source: RFC 4253, 11.1. */
export function disconnect(client: ssh2.Connection, code: number): void {
  const protocol: object = Reflect.get(client, '_protocol');
  Reflect.apply(Reflect.get(protocol, 'disconnect'), protocol, [code]);
}

interface Settings {
  /** What it says before anything else, and as part of its version. */
  readonly greeting?: string;
  readonly ident?: string;
  readonly banner?: string;
  readonly key?: Promise<KnownKey>;
  readonly authentication?: Authentication;
  readonly command?: Command;
}

/** Lets in whoever shows a credential, and notes the password. */
export const letIn: Authentication = (context, line) => {
  if (context.method === 'none') return context.reject(['publickey', 'password']);
  if (context.method === 'password') line.note(context.password);
  context.accept();
};

/** A whole SSH server that behaves as it is told. */
export function speaking({
  greeting,
  ident,
  banner,
  key = hostKey,
  authentication = letIn,
  command = (_, reject) => reject(),
}: Settings): Behaviour {
  return async (line) => {
    const { privateKey } = await key;
    const server = new ssh2.Server(
      {
        hostKeys: [privateKey],
        ...(greeting !== undefined && { greeting }),
        ...(ident !== undefined && { ident }),
        ...(banner !== undefined && { banner }),
      },
      (client) => {
        client.on('error', () => {});
        client.on('authentication', (context) => authentication(context, line, client));
        client.on('session', (accept) =>
          accept().on('exec', (open, reject) => command(open, reject, client)),
        );
      },
    );
    // Whatever it can read from and write to will do.
    Reflect.apply(server.injectSocket, server, [line.apart()]);
  };
}
