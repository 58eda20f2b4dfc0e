import { defaultCredentials } from '../../alibaba/credentials.ts';
import { openStore } from '../../alibaba/secrets/open.ts';
import type { Request } from '../../engine/operations/request.ts';
import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import type { Listener } from '../../engine/rotation/lifecycle.ts';
import { parsePolicy } from '../../engine/rotation/policy.ts';
import type { Result } from '../../engine/rotation/result.ts';
import type { Store } from '../../engine/rotation/store.ts';
import type { Compose } from '../../entry/composition.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';

export interface EngineOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly emit: Listener;
  /** Returns the store that the engine sees instead: a plan may show what a draft of the secret would do. */
  readonly view?: ((store: Store) => Store) | undefined;
}

/** Runs a request in this process, with the engine of the type that the secret's tag names. */
export async function performHere(
  types: readonly Compose[],
  environment: Environment,
  request: Request,
  { timeout, emit, view = (store) => store }: EngineOptions,
): Promise<Result> {
  using deadline = startDeadline(timeout, 0);
  using closing = startDeadline(timeout, -2_000);
  const credentials = defaultCredentials();
  const store = view(openStore(environment, credentials));
  const { tags } = await store.describe(request.secret, deadline.signal);
  const { type } = parsePolicy(request.secret, tags);
  const [signal, late] = [deadline.signal, closing.signal];
  const engines = types.map((compose) =>
    compose({ environment, credentials, store, signal, closing: late, emit }),
  );
  const engine = engines.find((candidate) => candidate.type === type);
  if (engine) return await engine.perform(request);
  throw new PolicyMalformed(request.secret, [
    `tag rotation:type is ${type}; this tool knows ${engines.map((known) => known.type).join(', ')}`,
  ]);
}

/** Returns the names of the types that this tool knows. It calls nothing. */
export function knownTypes(types: readonly Compose[], environment: Environment): readonly string[] {
  const credentials = defaultCredentials();
  const store = openStore(environment, credentials);
  const signal = AbortSignal.abort();
  return types.map(
    (compose) => compose({ environment, credentials, store, signal, closing: signal, emit: () => {} }).type,
  );
}
