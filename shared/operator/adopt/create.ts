import { createTagged } from '../../alibaba/secrets/create.ts';
import { openKms } from '../../alibaba/secrets/open.ts';
import { type SecretId, VersionId } from '../../engine/rotation/store.ts';
import { random } from '../../runtime/random.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { CommandContext } from '../cli/perform.ts';
import type { AdoptOptions, Creation } from './adopt-options.ts';
import { asCreated } from './new-value.ts';
import { propose } from './propose.ts';
import { withSettings } from './tag-settings.ts';
import { timerNote } from './timer-note.ts';
import { withStatus } from './write-tags.ts';

const portNote = 'Port is stored as a string, since some official readers take no number';

/** Proposes a new secret, and creates it with its tags in one call. */
export async function create(
  commandContext: CommandContext,
  secret: SecretId,
  { read, key, instance }: Creation,
  options: AdoptOptions,
): Promise<number> {
  const given = await read();
  if (given === undefined) return breakOff(commandContext, secret);
  const value = asCreated(secret, given.value);
  const version = VersionId.parse(random.uuid());
  const tags = withStatus(withSettings({}, options.settings));
  const proposal = {
    draft: { secret, tags, createTime: systemClock.now(), first: { version, value, dataType: 'text' } },
    found: { secret, tags: {} },
    notes: [...given.notes, ...(value.equals(given.value) ? [] : [portNote]), ...timerNote(tags)],
    isPlanned: true,
    question: `Create the secret ${secret}?`,
    done: 'created',
    write: async (signal: AbortSignal) => {
      const kms = openKms(commandContext.environment);
      await createTagged(kms, { name: secret, version, value, tags, key, instance }, signal);
      return undefined;
    },
  } as const;
  return propose(commandContext, proposal, options);
}

function breakOff({ out }: CommandContext, secret: SecretId): number {
  out.document({ SecretId: secret, Outcome: 'aborted', Why: 'no value was given' });
  out.say('nothing was done');
  return 3;
}
