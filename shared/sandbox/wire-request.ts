import { Refusal } from './refusal.ts';

/** An HTTP request as received, before anything in it is trusted. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Headers by name, in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly remoteAddress: string;
}

/**
 * Reads parameters. Throws a Refusal if a name comes twice, because two readers of the request could use two different
 * values.
 */
export function readParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name))
      throw new Refusal(400, 'InvalidParameter', 'A parameter is given more than once.');
    parameters.set(name, value);
  }
  return parameters;
}

/** Returns the parameters of the query, then those of the form body. */
export function parametersOf(request: WireRequest): Map<string, string> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return new Map(request.query);
  const form = readParameters(request.body.toString('utf8'));
  return new Map([...request.query, ...form]);
}
