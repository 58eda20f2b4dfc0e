import { openKms, openStore } from '../../alibaba/secrets/open.ts';
import { retag } from '../../alibaba/secrets/retag.ts';
import { readUntil } from '../../engine/rotation/read-until.ts';
import { formatStatus } from '../../engine/rotation/status.ts';
import type { Description } from '../../engine/rotation/store.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { changeBetween, isSameTags, policyTags, type Tags } from './tag-settings.ts';

const statusTag = 'rotation:status';

/**
 * Returns tags with an empty status. KMS then refuses the policy itself if the secret has no room for the status, and
 * not the first rotation, which would have changed the service already.
 */
export function withStatus(tags: Tags): Tags {
  return { [statusTag]: formatStatus({ failures: 0 }), ...tags };
}

/**
 * Writes the tags of a draft onto a secret that is there. KMS compares nothing before it writes tags, so the tags are
 * read right before and right after. Returns why they are not those of the draft, or undefined if they are.
 */
export async function writeTags(
  environment: Environment,
  found: Description,
  after: Tags,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { secret } = found;
  const store = openStore(environment);
  const { tags: before } = await store.describe(secret, signal);
  if (!isSameTags(policyTags(before), policyTags(found.tags)))
    return 'somebody has changed its tags meanwhile. Look at the new ones, then try again';
  const wanted = policyTags(after);
  const { written, removed } = changeBetween(policyTags(before), wanted);
  const status = before[statusTag] === undefined ? withStatus({}) : {};
  await retag(openKms(environment), secret, { written: { ...written, ...status }, removed }, signal);
  const isWanted = ({ tags }: Description) => isSameTags(policyTags(tags), wanted);
  const last = await readUntil(
    { clock: systemClock, signal },
    () => store.describe(secret, signal),
    isWanted,
  );
  if (isWanted(last)) return undefined;
  return `somebody has written other tags at the same time, so that both may be mixed now: look at rotator plan ${secret}`;
}
