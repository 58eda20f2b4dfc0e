import type { SecretId } from '../../engine/rotation/store.ts';
import { exitCodeOf, summary } from './outcome.ts';
import { type CommandContext, perform } from './perform.ts';

/** Runs `rotator retire`: ends the previous credential if its grace is over and nobody uses it. */
export async function retire(commandContext: CommandContext, secret: SecretId): Promise<number> {
  const result = await perform(commandContext, { operation: 'retire', secret });
  commandContext.out.document(result);
  commandContext.out.say(summary(result));
  return exitCodeOf(result);
}
