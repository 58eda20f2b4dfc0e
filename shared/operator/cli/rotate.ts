import type { SecretId, VersionId } from '../../engine/rotation/store.ts';
import { exitCodeOf, summary } from './outcome.ts';
import { type Commission, perform } from './perform.ts';

/** `rotator rotate`: gives a secret a new value, proven before it becomes current. */
export async function rotate(
  commission: Commission,
  secret: SecretId,
  { token, endGrace }: { readonly token?: VersionId | undefined; readonly endGrace?: boolean | undefined },
): Promise<number> {
  const result = await perform(commission, { operation: 'rotate', secret, token, endGrace });
  commission.out.document(result);
  commission.out.say(summary(result));
  return exitCodeOf(result);
}
