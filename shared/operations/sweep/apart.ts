import { RotationError } from '../../rotation/errors.ts';
import { parsePolicy } from '../../rotation/policy.ts';
import { lastSuccess } from '../../rotation/status.ts';
import type { Listed } from '../standing.ts';
import type { Errand } from './assess.ts';
import type { Swept } from './swept.ts';

/**
 * Of secrets that name the same pair only one is rotated, and none within a grace of another: an application that
 * has both must not lose both. Expects the errands that should come first to be first.
 */
export function keepApart(
  rotated: Rotations,
  errands: readonly Errand[],
  now: number,
): { readonly kept: readonly Errand[]; readonly apart: readonly Swept[] } {
  const kept: Errand[] = [];
  const apart: Swept[] = [];
  for (const errand of errands) {
    const { kind, secret, policy } = errand;
    const others = (rotated.get(policy.pair ?? '') ?? []).filter((one) => one.secret !== secret);
    const near = others.find(({ at }) => at + policy.grace > now);
    if (kind === 'rotate' && policy.pair !== undefined && near)
      apart.push({
        SecretId: secret,
        Outcome: 'apart',
        Reason: `${near.secret} of the same pair was rotated`,
      });
    else {
      kept.push(errand);
      if (kind === 'rotate' && policy.pair !== undefined)
        rotated.set(policy.pair, [...(rotated.get(policy.pair) ?? []), { secret, at: now }]);
    }
  }
  return { kept, apart };
}

interface Rotated {
  readonly secret: string;
  readonly at: number;
}

/** When the secrets of each pair were rotated last. */
export type Rotations = Map<string, readonly Rotated[]>;

/** Remembers the rotation of a secret that names a pair; a policy that cannot be understood has none. */
export function rememberRotation(rotated: Rotations, { secret, tags }: Listed, now: number): void {
  if (tags['rotation:pair'] === undefined) return;
  const { pair, success } = read(secret, tags, now);
  if (pair !== undefined && success !== undefined)
    rotated.set(pair, [...(rotated.get(pair) ?? []), { secret, at: success }]);
}

function read(secret: Listed['secret'], tags: Listed['tags'], now: number) {
  try {
    const { pair, status } = parsePolicy(secret, tags);
    return { pair, success: lastSuccess(status, now) };
  } catch (error) {
    if (error instanceof RotationError) return { pair: undefined, success: undefined };
    throw error;
  }
}
