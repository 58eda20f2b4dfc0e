import { readFlatJson } from '../../../shared/engine/credentials/flat-json.ts';
import { PolicyMalformed } from '../../../shared/engine/rotation/errors.ts';
import type { RotationContext, Service } from '../../../shared/engine/rotation/service.ts';
import { planRenewal } from '../renewal.ts';
import type { GenericSecret } from '../secret.ts';

/** Fields of a value that another strategy could install and prove. */
const provable = [
  ['AccountName', 'AccountPassword', 'Endpoint'],
  ['AccountName', 'PrivateKey', 'Endpoint'],
  ['AccessKeyId', 'AccessKeySecret', 'UserName'],
];

/**
 * Replaces the value in the store alone: nothing is installed, and so nothing is proven. This suits a value that only
 * the readers of the secret know, such as a key for signatures among themselves. Only a policy that names `none` leads
 * here.
 */
export async function installNone(access: RotationContext<GenericSecret>): Promise<Service<GenericSecret>> {
  refuseProvable(access);
  const { how, next } = planRenewal(access);
  return {
    strategy: 'none',
    reason: `chosen by rotation:strategy; the new value (${how}) is stored, but not installed or proven`,
    acceptsBoth: 'unknown',
    endsPrevious: () => false,
    exclusive: false,
    installs: false,
    create: next,
    set: async () => {},
    test: async () => {},
    afterPromotion: async () => {},
    confirmLock: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

/**
 * Throws PolicyMalformed if the value opens something: a tag must not replace a password in the store alone while a
 * server still accepts it.
 */
function refuseProvable({ secret, current }: RotationContext<GenericSecret>): void {
  const fields = current.dataType === 'binary' ? [] : readFlatJson(current.text);
  if (Array.isArray(fields) || !provable.some((names) => names.every((name) => fields.has(name)))) return;
  throw new PolicyMalformed(secret, [
    'tag rotation:strategy must not be none, since a login can prove this value: set its rotation:type, or choose a strategy that installs it',
  ]);
}
