import type { Change } from '../../alibaba/ros/get-change-set.ts';
import { confirm } from '../cli/confirm.ts';
import { secretsWrittenTo } from './changes.ts';

/** Returns why the changes are not made, or undefined if they are. */
export async function objection(
  changes: readonly Change[],
  question: string,
  yes: boolean | undefined,
): Promise<string | undefined> {
  const written = secretsWrittenTo(changes);
  if (written.length > 0)
    return `${written.join(', ')}: a stack can write only the first value of a secret; rotate it instead`;
  return refusal(question, yes);
}

/**
 * Asks for consent, and returns why it is missing or undefined. A script must pass `--yes`, since nobody sees what is
 * about to be done.
 */
export async function refusal(question: string, yes: boolean | undefined): Promise<string | undefined> {
  if (yes) return undefined;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return 'Aborted: not a terminal. Pass --yes to confirm.';
  return (await confirm(question)) ? undefined : 'nothing was done';
}
