import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../../support/servers/unused-port.ts';

/** What a call is answered with in place of its effect; a body that is no error has no code. */
export interface Refusal {
  readonly action: string;
  readonly status: number;
  readonly body: string;
}

/** Stands before the cloud, and turns calls about some secrets down. */
export interface Gateway extends AsyncDisposable {
  readonly endpoint: string;
  /** Every call of that action about this secret is turned down from now on, or none. */
  refuse(secret: string, refusal?: Refusal): void;
  /** Whether one was. */
  hasRefused(secret: string): boolean;
}

export async function startGateway(cloud: string): Promise<Gateway> {
  const refusals = new Map<string, Refusal>();
  const refused = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    void pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await buffer(incoming);
    const [, about = ''] = /(?:^|[?&])SecretName=([^&]*)/.exec(`${incoming.url}&${body}`) ?? [];
    const secret = decodeURIComponent(about);
    const refusal = refusals.get(secret);
    if (refusal === undefined || refusal.action !== incoming.headers['x-acs-action'])
      return forward(cloud, incoming, body, outgoing);
    refused.add(secret);
    outgoing.writeHead(refusal.status, { 'content-type': 'application/json' }).end(refusal.body);
  };
  const port = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    refuse: (secret, refusal) => {
      refused.delete(secret);
      if (refusal) refusals.set(secret, refusal);
      else refusals.delete(secret);
    },
    hasRefused: (secret) => refused.has(secret),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(cloud: string, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const { method, headers, url = '/' } = incoming;
  const onward = request(new URL(url, cloud), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  onward.end(body);
}
