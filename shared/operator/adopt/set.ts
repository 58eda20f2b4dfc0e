import { openStore } from '../../alibaba/secrets/open.ts';
import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import { paints as pc } from '../cli/paint.ts';
import type { CommandContext } from '../cli/perform.ts';
import { type ProposalOptions, propose } from './propose.ts';
import { isSameTags, policyTags, type Tags, withSettings } from './tag-settings.ts';
import { writeTags } from './write-tags.ts';

export interface SetOptions extends ProposalOptions {
  /** The tags to write; an empty text removes a tag. */
  readonly settings: Tags;
}

/**
 * Runs `rotator set`: changes the policy of a secret that was adopted, after a plan by the new policy. A change that
 * only ends rotations needs no plan, so that it is possible while the service is down.
 */
export async function set(
  commandContext: CommandContext,
  secret: SecretId,
  { settings, ...options }: SetOptions,
): Promise<number> {
  const { environment, timeout, out } = commandContext;
  using deadline = startDeadline(timeout, 0);
  const found = await openStore(environment).describe(secret, deadline.signal);
  if (found.tags['rotation:type'] === undefined)
    throw new PolicyMalformed(secret, [
      `it has no tag rotation:type. To have it rotated: rotator adopt ${secret} --type TYPE`,
    ]);
  const tags = withSettings(found.tags, settings);
  if (isSameTags(found.tags, tags)) {
    out.document({ SecretId: secret, Outcome: 'unchanged', Tags: policyTags(tags) });
    out.say(`${pc.green('unchanged')} ${secret}: it has these tags already`);
    return 0;
  }
  const proposal = {
    draft: { ...found, tags },
    found,
    notes: endsRotations(settings) ? ['no plan was made: the change only ends rotations'] : [],
    isPlanned: !endsRotations(settings),
    question: `Change the tags of ${secret}?`,
    done: 'changed',
    write: (signal: AbortSignal) => writeTags(environment, found, tags, signal),
  } as const;
  return propose(commandContext, proposal, options);
}

function endsRotations(settings: Tags): boolean {
  return Object.entries(settings).every(
    ([key, text]) => (key === 'rotation:auto' && text === 'off') || (key === 'rotation:type' && text === ''),
  );
}
