import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Sensitive } from '../../runtime/sensitive.ts';
import { boundSession } from '../../runtime/session-bounds.ts';
import type { Peer } from './peer.ts';

/** The reply of a webhook. Its body may hold a value. */
export interface Reply {
  readonly status: number;
  /** Milliseconds after which the webhook asks for another call. */
  readonly retryAfter: number | undefined;
  readonly body: Sensitive;
}

/** The webhook sent no complete reply. */
export class NoReply extends Error {
  /** The error code of Node, or a text of our own. */
  readonly why: string;
  /**
   * The point that the call had reached. `connecting`: no connection was made. `securing`: TLS failed. `sent`: the
   * webhook may have received the request.
   */
  readonly stage: 'connecting' | 'securing' | 'sent';

  constructor(why: string, stage: NoReply['stage']) {
    super(`no reply: ${why}`);
    this.name = 'NoReply';
    this.why = why;
    this.stage = stage;
  }
}

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** PEM certificates that are trusted instead of the runtime's own list. */
  readonly authorities: string | undefined;
  readonly signal: AbortSignal;
}

/** The reason that NoReply states if the attempt, or the invocation, took too long. */
export const outOfTime = 'no answer in time';

const largestReply = 64 * 1_024;
/**
 * Most bytes that one connection may receive. Headers count too, and so does all data before the answer and beside its
 * parts, which nothing else limits.
 */
const mostBytes = 16 * largestReply;

/**
 * Sends one request on its own connection, to the address that was checked. Follows no redirect, uses no proxy, and
 * reads at most 64 KB. Throws NoReply, which deliberately has no cause: a cause could quote the body.
 */
export function post({ url, addresses }: Peer, { headers, body, authorities, signal }: Post): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let stage: NoReply['stage'] = 'connecting';
    const fail = (why: string) => {
      reject(new NoReply(why, stage));
      call.destroy();
    };
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      lookup: judged(addresses),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
        ...headers,
      },
      signal,
    };
    const secure = { ...options, minVersion: 'TLSv1.2' as const, ...(authorities && { ca: authorities }) };
    const isSecure = url.protocol === 'https:';
    const call = isSecure ? httpsRequest(url, secure) : httpRequest(url, options);
    call.on('socket', (socket) => {
      boundSession(socket, { bytes: mostBytes });
      socket.once('connect', () => {
        stage = isSecure ? 'securing' : 'sent';
      });
      socket.once('secureConnect', () => {
        stage = 'sent';
      });
    });
    call.on('error', (error) => fail(signal.aborted ? outOfTime : wordOf(error)));
    // Comes without an error if the webhook wants to switch to another protocol.
    call.on('close', () => fail('it was closed'));
    call.on('response', (response) => read(response, fail, resolve));
    call.end(body);
  });
}

function read(response: IncomingMessage, fail: (why: string) => void, done: (reply: Reply) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestReply) fail(`its answer is longer than ${largestReply / 1_024} KB`);
    chunks.push(chunk);
  });
  response.on('error', (error) => fail(wordOf(error)));
  response.on('end', () =>
    done({
      status: response.statusCode ?? 0,
      retryAfter: seconds(response.headers['retry-after']),
      body: new Sensitive(Buffer.concat(chunks).toString('utf8')),
    }),
  );
}

/** Makes a lookup that returns the checked addresses for every name. */
function judged(addresses: Peer['addresses']): LookupFunction {
  return (_host, { all }, answer) =>
    all ? answer(null, [...addresses]) : answer(null, addresses[0].address, addresses[0].family);
}

function wordOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function seconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}
