import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Credentials } from '../../../shared/alibaba/credentials.ts';
import { handOverTo } from '../../../shared/alibaba/fc/hand-over.ts';
import { openStore } from '../../../shared/alibaba/secrets/open.ts';
import type { SweepResult } from '../../../shared/engine/operations/sweep/outcome.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { compose } from '../../../shared/entry/composition.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { functionCalls } from '../../support/stand/function-calls.ts';
import type { Named } from '../../support/stand/template-role.ts';

export const logProject = 'logs-of-rotation';

/** Something a function has to do for two secrets of its type, with all that it may need on the way. */
export interface Scenario {
  readonly type: string;
  /** Makes the secrets and whatever else there is before the function is deployed. Answers what it is deployed for. */
  prepare(cloud: Cloud): Promise<Named>;
  /** Throws, or returns what did not come out as it should. */
  perform(engine: Engine, cloud: Cloud, named: Named): Promise<void>;
}

/** The engine as the function composes it. */
type Engine = Awaited<ReturnType<typeof open>>;

async function open(cloud: Cloud, type: string, credentials: Credentials, signal: AbortSignal) {
  const { environment } = cloud;
  const entry = join(import.meta.dirname, '../../../functions', type, 'index.ts');
  const module = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  return compose(module.type)({
    environment,
    credentials,
    store: openStore(environment, credentials),
    emit: () => {},
    signal,
    closing: signal,
    handOver: handOverTo(type, environment, credentials),
  });
}

/** Does all that a function does in its life: its own scenario, a sweep, and a sweep that hands over. */
export async function live(cloud: Cloud, scenario: Scenario, named: Named, credentials: Credentials) {
  using deadline = startDeadline(20_000, 500);
  const engine = await open(cloud, scenario.type, credentials, deadline.signal);
  await scenario.perform(engine, cloud, named);
  // A rotation goes through although its record does not; nobody would miss the right to write it.
  const [denied] = functionCalls(cloud).filter(({ errorCode }) => errorCode === 'Forbidden.NoPermission');
  if (denied) throw new Error(`kms:${denied.eventName} was denied`);
  demand(await engine.sweep({ operation: 'sweep', secrets: idsOf(named) }), 'failed');
  const lane = idsOf(named).map((secret, index) => ({ secret, task: `task-${index}` }));
  demand(await engine.sweep({ operation: 'sweep', batch: lane }), 'failed', 'left');
  await cloud.sandbox.invoked();
  if (cloud.sandbox.logLines(logProject, 'secret-rotation').length === 0)
    throw new Error('log:PostLogStoreLogs was denied: nothing was written');
}

export const idsOf = ({ secrets }: Named) => secrets.map((name) => SecretId.parse(name));

function demand({ Counts, Secrets }: SweepResult, ...bad: readonly ('failed' | 'left')[]): void {
  if (bad.some((outcome) => Counts[outcome])) throw new Error(JSON.stringify(Secrets));
}
