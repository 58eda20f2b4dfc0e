import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { openStore } from '../../../shared/alibaba/secrets/open.ts';
import type { SweepRequest, SweepResult } from '../../../shared/engine/operations/sweep/outcome.ts';
import type { Listener } from '../../../shared/engine/rotation/lifecycle.ts';
import { compose } from '../../../shared/entry/composition.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import type { Cloud } from './cloud.ts';
import { functionKey } from './function-key.ts';
import { patience } from './patience.ts';

/** One sweep of a type's secrets over the sandbox and real servers, as its function does it. */
export async function sweep(
  cloud: Cloud,
  type: string,
  { clock, ...request }: Partial<SweepRequest> & { readonly clock?: Clock } = {},
  emit: Listener = () => {},
): Promise<SweepResult> {
  const { environment } = cloud;
  const credentials = fixedCredentials(await functionKey(cloud, type));
  using deadline = startDeadline(patience, 500);
  const entry = join(import.meta.dirname, '../../../functions', type, 'index.ts');
  const module = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  const engine = compose(module.type)({
    environment,
    credentials,
    store: openStore(environment, credentials),
    emit,
    signal: deadline.signal,
    closing: deadline.signal,
    ...(clock && { clock }),
  });
  return await engine.sweep({ operation: 'sweep', ...request });
}
