import {
  type Configuration,
  noConfiguration,
  parseConfiguration,
} from '../../engine/rotation/configuration.ts';
import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import { SecretId, type Store } from '../../engine/rotation/store.ts';
import type { Environment } from '../../runtime/environment.ts';

export type ReadConfiguration = (
  environment: Environment,
  store: Store,
  signal: AbortSignal,
) => Promise<Configuration>;

/**
 * Returns a reader of the function's configuration. An instance reads it once if a secret holds it. The reader throws
 * PolicyMalformed, or why the secret cannot be read: without its configuration a function does nothing.
 */
export function configurationReader(): ReadConfiguration {
  const kept = new Map<string, Configuration>();
  return async ({ configuration: { text, secret }, endpoints, region }, store, signal) => {
    if (text !== undefined && secret !== undefined)
      throw new PolicyMalformed('this function', [
        'only one of the variables ROTATION_CONFIGURATION and ROTATION_CONFIGURATION_SECRET may be set',
      ]);
    if (text !== undefined) return parseConfiguration('variable ROTATION_CONFIGURATION', text);
    if (secret === undefined) return noConfiguration;
    const key = [endpoints.kms, region, secret].join(' ');
    const known = kept.get(key);
    if (known) return known;
    const { value } = await store.readCurrent(secretOf(secret), signal);
    const read = parseConfiguration(`the secret ${secret}`, value.reveal());
    kept.set(key, read);
    return read;
  };
}

function secretOf(text: string): SecretId {
  const { data, error } = SecretId.safeParse(text);
  if (data !== undefined) return data;
  const problems = error.issues.map(({ message }) => `variable ROTATION_CONFIGURATION_SECRET ${message}`);
  throw new PolicyMalformed('this function', problems);
}
