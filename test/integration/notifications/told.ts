import { generic } from '../../../functions/generic/secret-type.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { openStore } from '../../../shared/alibaba/secrets/open.ts';
import type { HandOver } from '../../../shared/engine/operations/sweep/ports.ts';
import { type Compose, compose } from '../../../shared/entry/composition.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { patience } from '../../support/stand/patience.ts';

export const robotSecret = 'ops/robot';
export const key = 'canary-key-of-the-robot';

type Engine = ReturnType<Compose>;

interface Options {
  readonly variables?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly handOver?: HandOver;
}

/** The engine for generic secrets as its function composes it, with all that it says of what others were not told. */
export async function withEngine<Answer>(
  cloud: Cloud,
  work: (engine: Engine) => Promise<Answer>,
  { variables = {}, timeout = patience, handOver }: Options = {},
): Promise<{ readonly answer: Answer; readonly untold: readonly string[]; readonly isOver: boolean }> {
  using deadline = startDeadline(timeout, Math.min(2_000, timeout / 4));
  using closing = startDeadline(timeout, Math.min(500, timeout / 10));
  const { accessKeyId, accessKeySecret } = cloud.sandbox;
  const credentials = fixedCredentials({ accessKeyId, accessKeySecret });
  const environment = readEnvironment({
    ...cloud.variables,
    ROTATION_EVENTS_SECRET: robotSecret,
    ...variables,
  });
  const untold: string[] = [];
  const engine = compose(generic)({
    environment,
    credentials,
    store: openStore(environment, credentials),
    emit: () => {},
    onDeliveryFailure: (why) => untold.push(why),
    signal: deadline.signal,
    closing: closing.signal,
    ...(handOver && { handOver }),
  });
  using platform = startDeadline(timeout, 0);
  const answer = await work(engine);
  return { answer, untold, isOver: platform.signal.aborted };
}
