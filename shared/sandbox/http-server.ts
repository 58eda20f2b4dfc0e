import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RawAnswer, type Reply } from './operation.ts';
import { Refusal } from './refusal.ts';
import { readParameters, type WireRequest } from './wire-request.ts';

/**
 * Maximum bytes of a request head. SecretData travels in the query, where each of its 30,720 bytes may take three
 * characters.
 */
const maxHeadBytes = 256 * 1024;
/**
 * Maximum bytes of a body in the RPC style. A template has up to 524,288 bytes, and its parameters may hold the code of
 * functions.
 */
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * Maximum bytes of a body in the ROA style, which may carry the code of a function. Source: FC, payload of a
 * synchronous invocation.
 */
const maxRoaBodyBytes = 32 * 1024 * 1024;

/**
 * Milliseconds until an idle connection is closed. The time is long, so that a client's pooled connection is not closed
 * just as it is used again.
 */
const keepAliveTimeout = 120_000;

export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

/** Listens on loopback only. Closing waits for the calls in progress. */
export async function listen(
  port: number,
  respond: (request: WireRequest) => Promise<Reply | RawAnswer>,
): Promise<HttpServer> {
  const underWay = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: maxHeadBytes, keepAliveTimeout }, (incoming, outgoing) => {
    const call = serve(incoming, outgoing, respond).finally(() => underWay.delete(call));
    underWay.add(call);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.all(underWay);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: (request: WireRequest) => Promise<Reply | RawAnswer>,
): Promise<void> {
  try {
    send(outgoing, await respond(await read(incoming)));
  } catch (error) {
    if (error instanceof Refusal) return refuseUnread(outgoing, error);
    // A fault has cut off the call, or the client has disconnected while its request was read.
    incoming.socket.destroy();
  }
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const most = path === '/' ? maxBodyBytes : maxRoaBodyBytes;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > most) throw new Refusal(413, 'RequestEntityTooLarge', `A body has at most ${most} bytes.`);
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? '',
    path,
    headers: new Map(
      Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(',')]),
    ),
    query: readParameters(query),
    body: Buffer.concat(chunks),
    remoteAddress: incoming.socket.remoteAddress ?? '',
  };
}

function send(outgoing: ServerResponse, reply: Reply | RawAnswer): void {
  if (reply instanceof RawAnswer) {
    const { status, headers, body } = reply;
    outgoing.writeHead(status, { ...headers, 'content-length': body.length, 'cache-control': 'no-store' });
    outgoing.end(body);
    return;
  }
  const { status, body } = reply;
  const text = JSON.stringify(body);
  outgoing.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-acs-request-id': String(body.RequestId ?? ''),
    'cache-control': 'no-store',
  });
  outgoing.end(text);
}

/**
 * Sends a refusal for a request that could not be read, and closes the connection. The rest of the request is not read.
 */
function refuseUnread(outgoing: ServerResponse, refusal: Refusal): void {
  outgoing.setHeader('connection', 'close');
  send(outgoing, {
    status: refusal.status,
    body: { HttpStatus: refusal.status, Code: refusal.code, Message: refusal.message },
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
