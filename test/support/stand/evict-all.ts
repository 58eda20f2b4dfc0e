import { expect } from 'vitest';
import { NotEvicted } from '../../../shared/engine/rotation/errors.ts';
import type { Evidence } from '../../../shared/engine/rotation/result.ts';
import type { Cloud } from './cloud.ts';
import { evict, type RotateOptions } from './rotate.ts';
import type { ReadySecret, Subject } from './subject.ts';

/**
 * An emergency that ends all there is, and proves it. The account of some subjects cannot show that it has no second
 * password: that is then the only kind of gap.
 */
export async function evictAll(
  cloud: Cloud,
  { type, hidesSecondPassword = false }: Subject,
  { secret, logIn }: ReadySecret,
  options: RotateOptions = {},
): Promise<Evidence | undefined> {
  const asked = evict(cloud, type, secret, options);
  if (hidesSecondPassword) {
    const error = await asked.then(() => undefined, onlyNotEvicted);
    const gaps = error?.evidence?.Gaps ?? [];
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps).toEqual(
      gaps.map(() => expect.stringMatching(/^it is unknown whether .* has a second password/)),
    );
    return error?.evidence;
  }
  const { Outcome, Evidence } = await asked;
  expect(Outcome).toBe(logIn ? 'evicted' : 'rotated');
  expect(Evidence?.Gaps).toEqual([]);
  return Evidence;
}

function onlyNotEvicted(error: unknown): NotEvicted {
  if (error instanceof NotEvicted) return error;
  throw error;
}
