import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the server does with one request: answer, drop the connection, or say nothing. */
export type Reply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | 'drop'
  | 'hang';

interface SeenRequest {
  readonly action: string;
  readonly url: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface CannedServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly seen: readonly SeenRequest[];
}

/**
 * A client remembers of an address what its gateway reads: no later server may have it. Sandboxes of the same process
 * have other addresses, as they are called by number.
 */
const known = new Set<number>();

/** Answers each request with the next reply of the list, and all that follow with its last one. */
export async function startCannedServer(...replies: readonly [Reply, ...Reply[]]): Promise<CannedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const reply = replies[Math.min(seen.length, replies.length - 1)];
    seen.push({
      action: String(request.headers['x-acs-action']),
      url: url.href,
      query: url.searchParams,
      form: new URLSearchParams(body),
      headers: request.headers,
    });
    if (reply === 'drop') response.destroy();
    if (typeof reply !== 'object') return;
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  do {
    server.close();
    server.listen(0, 'localhost');
    await once(server, 'listening');
  } while (known.has(port(server.address())));
  known.add(port(server.address()));
  return {
    endpoint: `http://localhost:${port(server.address())}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function port(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

/** An error as KMS writes it. */
export function kmsError(status: number, code: string, more: Record<string, unknown> = {}): Reply {
  return {
    status,
    body: { HttpStatus: status, Code: code, Message: `about ${code}`, RequestId: 'request-1', ...more },
  };
}
