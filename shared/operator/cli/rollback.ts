import type { SecretId, VersionId } from '../../engine/rotation/store.ts';
import { exitCodeOf, summary } from './outcome.ts';
import { paints as pc } from './paint.ts';
import { type CommandContext, perform } from './perform.ts';

/** Runs `rotator rollback`: makes the previous value current again, proven like a new one. */
export async function rollback(
  commandContext: CommandContext,
  secret: SecretId,
  token: VersionId | undefined,
): Promise<number> {
  const { out } = commandContext;
  const result = await perform(commandContext, { operation: 'rollback', secret, token });
  out.document(result);
  out.say(summary(result));
  if (result.Outcome !== 'rolled-back') return exitCodeOf(result) || 1;
  out.say(
    pc.dim(
      `  the value that was current before is kept for its grace period; roll back again to return to it`,
    ),
  );
  return 0;
}
