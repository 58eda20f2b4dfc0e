import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Certificates, serverCertificates } from '../../../support/servers/certificates.ts';
import type { Engine } from '../../../support/servers/server.ts';
import { listen } from '../../../support/servers/unused-port.ts';

/** A server of somebody who wants passwords: its certificate is good, and it asks for the password as it is. */
export interface GreedyServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly heard: string;
  /** How many have come. */
  readonly clients: number;
}

/** What is said before TLS, how long the request for it is, and what is said to whoever has told the user. */
interface Script {
  readonly greeting?: Buffer;
  readonly requestLength: number;
  readonly consent?: Buffer;
  readonly question: Buffer;
}

const scripts: { readonly [engine in Engine]: Script } = {
  postgresql: {
    requestLength: 8,
    consent: Buffer.from('S'),
    // AuthenticationCleartextPassword
    question: Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]),
  },
  mysql: mysqlScript('9.7.0'),
  mariadb: mysqlScript('11.8.2-MariaDB'),
};

function mysqlScript(version: string): Script {
  // Long password, database, protocol 41, TLS, transactions, secure connection, plugins, no EOF.
  const capabilities = [0x09, 0xaa, 0x08, 0x01];
  const salt = Buffer.alloc(20, 'salt');
  const greeting = Buffer.concat([
    Buffer.from(`\n${version}\0`),
    Buffer.from([7, 0, 0, 0]),
    salt.subarray(0, 8),
    Buffer.from([0, ...capabilities.slice(0, 2), 255, 2, 0, ...capabilities.slice(2), 21]),
    Buffer.alloc(10),
    salt.subarray(8),
    Buffer.from('\0mysql_native_password\0'),
  ]);
  return {
    greeting: packet(0, greeting),
    requestLength: 36,
    question: packet(3, Buffer.from('\xfemysql_clear_password\0', 'latin1')),
  };
}

function packet(number: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = number;
  return Buffer.concat([head, body]);
}

export async function startGreedy(engine: Engine, given?: Certificates): Promise<GreedyServer> {
  const files = given ?? (await serverCertificates());
  const [cert, key] = await Promise.all([files.certificate, files.key].map((path) => readFile(path)));
  const script = scripts[engine];
  const sockets = new Set<Socket>();
  const heard: Buffer[] = [];
  let clients = 0;
  const listenIn = (socket: Socket) => {
    clients += 1;
    sockets.add(socket.on('error', () => {}));
    if (script.greeting) socket.write(script.greeting);
    const begin = () => {
      if (socket.read(script.requestLength) === null) return;
      socket.off('readable', begin);
      if (script.consent) socket.write(script.consent);
      const secure = new TLSSocket(socket, { isServer: true, cert, key });
      secure.on('error', () => {}).once('data', () => secure.write(script.question));
      secure.on('data', (chunk: Buffer) => heard.push(chunk));
    };
    socket.on('readable', begin);
  };
  const server = createServer(listenIn);
  const port = await listen(server);
  return {
    host: 'localhost',
    port,
    get heard() {
      return Buffer.concat(heard).toString('latin1');
    },
    get clients() {
      return clients;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
