import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { contextOf } from './context-of.ts';
import { type FailureBody, failureOf } from './failure-of.ts';

/** A handler as the built-in runtime calls it. */
export type Handler = (event: Buffer, context: unknown) => Promise<unknown>;

interface ServerContext {
  readonly handler: Handler;
  /** Prints one line to standard output. */
  readonly print: (line: string) => void;
}

/** The most bytes of an event. Real events are far smaller: an asynchronous invocation has 128 KB. */
const mostBytes = 1_048_576;

/**
 * Serves the invocations of a custom runtime with the handler of the built-in one. Answers a failed invocation with 404
 * and the header `x-fc-status: 404`. Without these, the platform takes it for a success, and neither retries nor
 * notifies anybody. Source: Function Compute, "Event handlers" and "Context and log format" of custom runtimes.
 */
export function serveInvocations(surroundings: ServerContext): Server {
  const server = createServer((incoming, outgoing) => {
    answer(surroundings, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  // The platform keeps its connection for as long as the instance lives, and times invocations itself.
  server.keepAliveTimeout = 0;
  server.timeout = 0;
  server.requestTimeout = 0;
  return server;
}

async function answer(
  { handler, print }: ServerContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (incoming.method !== 'POST') return fail(outgoing, notKnown);
  if (incoming.url === '/initialize') return succeed(outgoing, Buffer.alloc(0));
  if (incoming.url !== '/invoke') return fail(outgoing, notKnown);
  const context = contextOf(incoming.headers);
  if (typeof context === 'string') return fail(outgoing, malformed(context));
  const event = await read(incoming);
  if (event === undefined) {
    // The rest of the event on the wire is not worth reading.
    outgoing.setHeader('connection', 'close');
    return fail(outgoing, malformed(`the event has more than ${mostBytes} bytes`));
  }
  print(`FC Invoke Start RequestId: ${context.requestId}`);
  try {
    const result = await handler(event, context);
    print(`FC Invoke End RequestId: ${context.requestId}`);
    succeed(outgoing, Buffer.from(JSON.stringify(result ?? null)));
  } catch (error) {
    print(`FC Invoke End RequestId: ${context.requestId}`);
    fail(outgoing, failureOf(error));
  }
}

/** Reads the event. Returns undefined if it has more than `mostBytes` bytes. */
async function read(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const malformed = (errorMessage: string): FailureBody => ({ errorType: 'RequestMalformed', errorMessage });

const notKnown = malformed('only POST /invoke and POST /initialize are served');

function succeed(outgoing: ServerResponse, body: Buffer): void {
  outgoing.writeHead(200, {
    'x-fc-status': '200',
    'content-type': 'application/json',
    'content-length': body.length,
  });
  outgoing.end(body);
}

function fail(outgoing: ServerResponse, failure: FailureBody): void {
  const body = Buffer.from(JSON.stringify(failure));
  outgoing.writeHead(404, {
    'x-fc-status': '404',
    'content-type': 'application/json',
    'content-length': body.length,
  });
  outgoing.end(body);
}
