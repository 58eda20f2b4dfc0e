import type { SecretId } from '../../engine/rotation/store.ts';
import { exitCodeOf, summary } from './outcome.ts';
import { type Commission, perform } from './perform.ts';

/** `rotator retire`: ends the previous credential where its grace is over and nobody uses it. */
export async function retire(commission: Commission, secret: SecretId): Promise<number> {
  const result = await perform(commission, { operation: 'retire', secret });
  commission.out.document(result);
  commission.out.say(summary(result));
  return exitCodeOf(result);
}
