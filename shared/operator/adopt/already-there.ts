import { openStore } from '../../alibaba/secrets/open.ts';
import { SecretExists } from '../../engine/rotation/errors.ts';
import type { Description, SecretId } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import { shellWord } from '../../runtime/text.ts';
import { paints as pc } from '../cli/paint.ts';
import type { CommandContext } from '../cli/perform.ts';
import type { Creation } from './adopt-options.ts';
import { asCreated } from './new-value.ts';
import { changeBetween, isSameTags, policyTags, type Tags, withSettings } from './tag-settings.ts';

/** Returns 0 if the secret is what an earlier, equal command has made of it. Throws SecretExists otherwise. */
export async function alreadyCreated(
  { environment, timeout, out }: CommandContext,
  { secret, tags }: Description,
  { read, isTyped }: Creation,
  settings: Tags,
): Promise<number> {
  const isSame = isSameTags(policyTags(tags), withSettings({}, settings));
  const given = isSame && !isTyped ? await read() : undefined;
  if (given === undefined) throw new SecretExists(secret);
  using deadline = startDeadline(timeout, 0);
  const { value } = await openStore(environment).readCurrent(secret, deadline.signal);
  if (!value.equals(asCreated(secret, given.value))) throw new SecretExists(secret);
  return unchanged(out, secret, 'it was created already, with this value and these tags');
}

/** Returns 0 if the secret has all that is asked for. Returns 3 and names the command that changes it otherwise. */
export function alreadyAdopted(
  { out }: CommandContext,
  { secret, tags }: Description,
  settings: Tags,
): number {
  const { written, removed } = changeBetween(tags, withSettings(tags, settings));
  const words = [...Object.entries(written), ...removed.map((key) => [key, ''] as const)].map(([key, text]) =>
    shellWord(`${key.replace('rotation:', '')}=${text}`),
  );
  if (words.length === 0) return unchanged(out, secret, 'it was adopted already, with these tags');
  const why = `it was adopted already. To change it: rotator set ${secret} ${words.join(' ')}`;
  out.document({ SecretId: secret, Outcome: 'adopted-before', Tags: policyTags(tags), Why: why });
  out.say(`${pc.yellow('adopted before')} ${secret}: ${why}`);
  return 3;
}

function unchanged(out: CommandContext['out'], secret: SecretId, why: string): number {
  out.document({ SecretId: secret, Outcome: 'unchanged', Why: why });
  out.say(`${pc.green('unchanged')} ${secret}: ${why}`);
  return 0;
}
