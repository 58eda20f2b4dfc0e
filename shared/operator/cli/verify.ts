import type { Check } from '../../engine/rotation/result.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { exitCodeOf, summary } from './outcome.ts';
import { paints as pc } from './paint.ts';
import { type CommandContext, perform } from './perform.ts';
import { table } from './table.ts';

/** Runs `rotator verify`: logs in with the stored values. With `repair`, it also repairs drift. */
export async function verify(
  commandContext: CommandContext,
  secret: SecretId,
  { repair = false, account }: { readonly repair?: boolean; readonly account?: string },
): Promise<number> {
  const { out } = commandContext;
  const result = await perform(commandContext, { operation: 'verify', secret, repair, account });
  out.document(result);
  const { Checks: checks = [] } = result;
  out.say(table([['STAGE', 'VERSION', 'FOUND'], ...checks.map(row)], undefined, paint));
  for (const { Stage: stage, Detail: detail } of checks)
    if (detail !== undefined) out.say(pc.dim(`${stage}: ${detail}`));
  out.say(`\n${summary(result)}`);
  return exitCodeOf(result);
}

function row({ Stage, VersionId, State }: Check): string[] {
  return [Stage, VersionId, State];
}

function paint(cell: string, column: number): string {
  if (column < 2) return cell;
  if (cell === 'accepted') return pc.green(cell);
  return /^(refused|unfit|malformed)/.test(cell) ? pc.red(cell) : pc.yellow(cell);
}
