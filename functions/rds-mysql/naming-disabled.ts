import { ours } from '../../shared/rotation/internal-error.ts';
import { messageOf } from '../../shared/rotation/text.ts';
import type { Opened } from './opened.ts';

/** So many are named at most: a message is no list. */
const most = 5;

/** Does a part of an emergency: where that fails, no evidence names the events that are disabled by then, and the failure does. */
export async function namingDisabled<Answer>(
  { disabled }: Opened,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const failure = ours(error);
    const told = tell([...disabled]);
    if (disabled.size > 0 && !failure.message.includes(told))
      failure.message = messageOf(`${failure.message} ${told}`);
    throw error;
  }
}

function tell(names: readonly string[]): string {
  const others = names.length > most ? ` and ${names.length - most} more` : '';
  return `Its events that could set a password are disabled: ${names.slice(0, most).join(', ')}${others}. Read what they do before somebody enables them.`;
}
