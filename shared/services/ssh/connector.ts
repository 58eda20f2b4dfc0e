import { once } from 'node:events';
import { Socket } from 'node:net';
import ssh2 from 'ssh2';
import { LoginBlocked, SecretMalformed, Unreachable } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import { boundSession, type SessionBounds } from '../../runtime/session-bounds.ts';
import { algorithms, hostKeyTypes } from './algorithms.ts';
import { finish, type Output, type Talk, talk } from './channel.ts';
import { HostKeyDiffers, NoCommonWay, translate } from './errors.ts';
import type { HostKeyPin } from './host-key.ts';
import { type Credential, LoginAttempt } from './login-attempt.ts';
import { type PublicKey, publicKeyOf } from './public-key.ts';

/** Milliseconds that a login may take. A server that takes longer counts as unreachable. */
const loginTimeout = 10_000;
const keepAliveInterval = 5_000;

/** The address of a server, and the key that identifies it. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly pin: HostKeyPin;
}

export interface Dialling {
  readonly secret: SecretId;
  readonly signal: AbortSignal;
}

/** One login. Translates every error that it throws. Closes when it is disposed of, or when the signal aborts. */
export interface Session extends AsyncDisposable {
  readonly account: string;
  /** Host and port, for messages. */
  readonly service: string;
  /** Runs a command to its end. The command reads only the given input. */
  run(command: string, input?: string | Buffer): Promise<Output>;
  /** Starts a long-running command. */
  talk(command: string): Promise<Talk>;
}

/** The client's own message for a server that does not answer. */
const unanswered = 'No response from server';

/**
 * Logs in once, and only to the server with the pinned host key. Returns `refused` if the server rejects the
 * credential.
 */
export async function logIn(
  { secret, signal }: Dialling,
  server: SshServer,
  account: string,
  credential: Credential,
): Promise<Session | 'refused'> {
  if ('privateKey' in credential) publicPart(secret, credential.privateKey);
  const service = `${server.host}:${server.port}`;
  const attempt = new LoginAttempt(server.pin, account, credential);
  const socket = new Socket();
  const bounds = boundSession(socket);
  const client = new ssh2.Client();
  const abort = () => socket.destroy(new Error('the time ran out'));
  signal.addEventListener('abort', abort, { once: true });
  for (const emitter of [socket, client]) emitter.on('error', () => {});
  client.once('close', () => signal.removeEventListener('abort', abort));
  try {
    signal.throwIfAborted();
    await connect(client, socket, server, attempt);
  } catch (error) {
    abort();
    signal.removeEventListener('abort', abort);
    if (signal.aborted) throw new Unreachable(service, 'the time ran out');
    return classify(error, attempt, { service, account, server });
  }
  return openSession({ client, socket, bounds }, service, account);
}

/** Returns the public half of a private key in OpenSSH's form. Throws SecretMalformed. */
export function publicPart(secret: SecretId, privateKey: Sensitive): PublicKey {
  const key = ssh2.utils.parseKey(privateKey.reveal());
  if (key instanceof Error || !key.isPrivateKey())
    throw new SecretMalformed(secret, ['PrivateKey: must be an unencrypted private key in OpenSSH form']);
  return publicKeyOf(key.getPublicSSH());
}

async function connect(
  client: ssh2.Client,
  socket: Socket,
  { host, port, pin }: SshServer,
  attempt: LoginAttempt,
): Promise<void> {
  const ready = once(client, 'ready');
  const closed = once(client, 'close').then(() => {
    throw new Error(unanswered);
  });
  socket.setNoDelay(true);
  socket.connect({ host, port });
  client.connect({
    sock: socket,
    username: '',
    algorithms: {
      kex: [...algorithms.kex],
      cipher: [...algorithms.cipher],
      hmac: [...algorithms.hmac],
      compress: [...algorithms.compress],
      serverHostKey: typesOf(pin),
    },
    hostVerifier: (key: Buffer) => attempt.admits(key),
    authHandler: (offered, partial) => attempt.next(offered, partial),
    readyTimeout: loginTimeout,
    keepaliveInterval: keepAliveInterval,
  });
  await Promise.race([ready, closed]);
  if (!attempt.sent) throw new NoCommonWay(`${host}:${port}`, 'it lets everybody in without a credential');
}

/**
 * Returns the host key types to ask for. A server may have keys of several types. If the pin names a type, only that
 * type is requested.
 */
function typesOf({ type }: HostKeyPin): ssh2.ServerHostKeyAlgorithm[] {
  if (type === undefined) return [...hostKeyTypes];
  const family = type === 'ssh-rsa' ? 'rsa-' : type;
  return hostKeyTypes.filter((name) => name.startsWith(family));
}

/**
 * Explains a login that failed. Returns `refused` if the server rejected the credential, and throws in every other
 * case.
 */
function classify(
  error: unknown,
  { stranger, sent, offered, wantsMore }: LoginAttempt,
  { service, account, server }: { service: string; account: string; server: SshServer },
): 'refused' {
  if (stranger || isOfNoSuchType(error)) throw new HostKeyDiffers(service, server.pin, stranger);
  if (wantsMore)
    throw new LoginBlocked(
      account,
      service,
      'the server also asks for a second factor or a new password',
      'Allow this account to log in with one credential, or set its expired password by hand',
    );
  if (sent && error instanceof Error && error.message === unanswered)
    throw new Unreachable(
      service,
      `it ended the login of ${account} without an answer; if the account has expired, chage -l ${account} shows that`,
    );
  if (!isTurnedDown(error)) throw translate(error, service);
  if (sent) return 'refused';
  throw new NoCommonWay(service, `it offers ${known(offered)} to ${account}`);
}

const usualWays = ['publickey', 'password', 'keyboard-interactive', 'hostbased', 'gssapi-with-mic'];

/**
 * Lists the offered ways to log in. A server may send any text as a name, so only names of the protocol are repeated.
 */
function known(offered: readonly string[]): string {
  return usualWays.filter((way) => offered.includes(way)).join(', ') || 'no known way to log in';
}

function isOfNoSuchType(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith('no matching host key format');
}

function isTurnedDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const byClient = 'level' in error && error.level === 'client-authentication';
  // Its number is that of any protocol error: only the text distinguishes it.
  return byClient || /^Too many authentication failures/.test(error.message);
}

interface OpenLogin {
  readonly client: ssh2.Client;
  readonly socket: Socket;
  readonly bounds: SessionBounds;
}

function openSession({ client, socket, bounds }: OpenLogin, service: string, account: string): Session {
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  let broken = new Error(unanswered);
  client.once('error', (error) => {
    broken = error;
  });
  const open = (command: string) => {
    const opening = new Promise<ssh2.ClientChannel>((resolve, reject) => {
      client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
      // The client calls no callback if the session ends meanwhile.
      void closed.then(() => reject(broken));
    });
    return bounds.answer(opening).catch((error: unknown) => {
      throw translate(error, service);
    });
  };
  return {
    account,
    service,
    run: async (command, input = '') => {
      const output = await bounds.answer(finish(await open(command), input));
      if (output) return output;
      throw translate(broken, service).raiseAftermath('unknown');
    },
    talk: async (command) => {
      const { say, hear, end } = talk(await open(command));
      return { say, hear: () => bounds.answer(hear()), end: () => bounds.answer(end()) };
    },
    [Symbol.asyncDispose]: async () => {
      if (socket.destroyed) return;
      await bounds.close(() => {
        client.end();
        return closed;
      });
    },
  };
}
