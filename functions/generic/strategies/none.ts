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
 * Nothing is installed anywhere, and so nothing is proven: for a value that only the readers of the secret know,
 * such as a key they sign with among themselves. Only the policy's own word leads here.
 */
export async function installNone(access: RotationContext<GenericSecret>): Promise<Service<GenericSecret>> {
  refuseProvable(access);
  const { how, next } = planRenewal(access);
  return {
    strategy: 'none',
    reason: `the policy names it: the new value, ${how}, is stored and neither installed nor proven`,
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

/** A tag must not have a password replaced in the store alone that a server goes on accepting. */
function refuseProvable({ secret, current }: RotationContext<GenericSecret>): void {
  const fields = current.dataType === 'binary' ? [] : readFlatJson(current.text);
  if (Array.isArray(fields) || !provable.some((names) => names.every((name) => fields.has(name)))) return;
  throw new PolicyMalformed(secret, [
    'tag rotation:strategy may not say none, since the value opens something that can be proven: name its rotation:type, or a strategy that installs the value',
  ]);
}
