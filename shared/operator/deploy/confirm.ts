import type { Change } from '../../alibaba/ros/get-change-set.ts';
import { refusal } from '../cli/confirm.ts';
import type { Terminal } from '../cli/terminal.ts';
import { secretsWrittenTo } from './changes.ts';

/** Returns why the changes are not made, or undefined if they are. */
export async function objection(
  changes: readonly Change[],
  question: string,
  yes: boolean | undefined,
  out: Terminal,
): Promise<string | undefined> {
  const written = secretsWrittenTo(changes);
  if (written.length > 0)
    return `${written.join(', ')}: a stack can write only the first value of a secret; rotate it instead`;
  return refusal(question, yes, out);
}
