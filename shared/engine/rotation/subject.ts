import { settingsOf } from './configuration.ts';
import { EnvironmentMismatch, PolicyMalformed } from './errors.ts';
import { type Policy, parsePolicy } from './policy.ts';
import type { Ports } from './ports.ts';
import type { SecretId } from './store.ts';

/** A secret and its policy, before anything of its value was read. */
export interface Subject {
  readonly secret: SecretId;
  readonly policy: Policy;
  /** When the secret was made, in milliseconds since the epoch, where the store tells it. */
  readonly createTime: number | undefined;
  /**
   * What is to be remembered along with the status, in one call: what the service asks for, and where its account is,
   * with the places around it behind. Of this pass alone: whether the service has answered about the account.
   */
  readonly kept: { note?: string; places?: readonly [string, ...string[]]; isAnswered?: true };
}

/** Throws where the secret is not there, not ours, or its policy cannot be understood. */
export async function readSubject<Value>(ports: Ports<Value>, secret: SecretId): Promise<Subject> {
  const description = await ports.store.describe(secret, ports.signal);
  const settings = settingsOf(ports.configuration, secret);
  const policy = parsePolicy(secret, description.tags, settings);
  const { type, strategies } = ports.type;
  if (policy.type !== type)
    throw new PolicyMalformed(secret, [
      `tag rotation:type says ${policy.type}, but this is the function of ${type}`,
    ]);
  if (policy.strategy !== 'auto' && !strategies.includes(policy.strategy))
    throw new PolicyMalformed(secret, [
      `tag rotation:strategy says ${policy.strategy}; ${type} knows auto, ${strategies.join(', ')}`,
    ]);
  const { environmentName } = ports;
  if (
    policy.environment !== undefined &&
    environmentName !== undefined &&
    policy.environment !== environmentName
  )
    throw new EnvironmentMismatch(secret, policy.environment, environmentName);
  return { secret, policy, createTime: description.createTime, kept: {} };
}
