import type { Description } from '../../engine/rotation/store.ts';
import type { CommandContext } from '../cli/perform.ts';
import type { AdoptOptions } from './adopt-options.ts';
import { propose } from './propose.ts';
import { withSettings } from './tag-settings.ts';
import { timerNote } from './timer-note.ts';
import { withStatus, writeTags } from './write-tags.ts';

/** Proposes a policy for a secret that is there, and tags it. Its value and its versions stay as they are. */
export async function take(
  commandContext: CommandContext,
  found: Description,
  options: AdoptOptions,
): Promise<number> {
  const { secret } = found;
  const tags = withSettings(withStatus(found.tags), options.settings);
  const proposal = {
    draft: { ...found, tags },
    found,
    notes: ['its value stays as it is until the first rotation', ...timerNote(tags)],
    isPlanned: true,
    question: `Give ${secret} these tags?`,
    done: 'adopted',
    write: (signal: AbortSignal) => writeTags(commandContext.environment, found, tags, signal),
  } as const;
  return propose(commandContext, proposal, options);
}
