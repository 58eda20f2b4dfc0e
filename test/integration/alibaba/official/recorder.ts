import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

/** One request by its parts: `query SecretName`, `header accept`, `body`; what differs from call to call is blank. */
export type Recorded = Readonly<Record<string, string>>;

const Port = z.object({ port: z.number() });

/** A server that writes each request down and answers with nothing in it. */
export async function startRecorder() {
  const recorded: Recorded[] = [];
  const server = createServer(async (request, response) => {
    recorded.push(partsOf(request, await text(request)));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"RequestId":"r"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${Port.parse(server.address()).port}`,
    /** The first request of a call, whatever its client makes of the answer. */
    record: async (call: () => Promise<unknown>): Promise<Recorded> => {
      recorded.length = 0;
      await call().catch(() => undefined);
      const [first] = recorded;
      if (!first) throw new Error('nothing was sent');
      return first;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function partsOf({ method = '', url = '/', headers }: IncomingMessage, body: string): Recorded {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  return {
    method,
    path: pathname,
    ...named('query', [...searchParams]),
    ...(isForm ? named('form', [...new URLSearchParams(body)]) : { body }),
    ...named(
      'header',
      Object.entries(headers)
        .filter(([name]) => !framing.test(name))
        .map(([name, value]) => [name, String(value)]),
    ),
  };
}

/** How Node frames a message. */
const framing = /^(content-length|transfer-encoding|connection)$/;

/** New in every request, or made from all the rest of it. */
const volatile =
  /^(host|Timestamp|date|Signature|SignatureNonce|x-acs-(date|signature-nonce|content-sha256)|x-oss-date|user-agent)$/;

const named = (place: string, entries: readonly (readonly [string, string])[]) =>
  Object.fromEntries(
    entries.map(([name, value]) => [`${place} ${name}`, volatile.test(name) ? '' : shown(name, value)]),
  );

/** Of a signature its kind counts; what it covers follows from the other headers. */
const shown = (name: string, value: string) =>
  name === 'authorization' ? (/^[\w-]+/.exec(value)?.[0] ?? '') : value;
