import type { SecretId, VersionId } from '../../engine/rotation/store.ts';
import { exitCodeOf, summary } from './outcome.ts';
import { type CommandContext, perform } from './perform.ts';

/** Runs `rotator rotate`: gives a secret a new value, proven before it becomes current. */
export async function rotate(
  commandContext: CommandContext,
  secret: SecretId,
  { token, endGrace }: { readonly token?: VersionId | undefined; readonly endGrace?: boolean | undefined },
): Promise<number> {
  const result = await perform(commandContext, { operation: 'rotate', secret, token, endGrace });
  commandContext.out.document(result);
  commandContext.out.say(summary(result));
  return exitCodeOf(result);
}
