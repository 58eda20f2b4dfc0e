import pc from 'picocolors';
import { openActionTrail } from '../cloud/actiontrail/open.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { defaultCredentials } from '../cloud/credentials.ts';
import { parsePolicy } from '../rotation/policy.ts';
import type { SecretId } from '../rotation/store.ts';
import { isWayBack } from '../rotation/way-back.ts';
import { systemClock } from '../runtime/clock.ts';
import { startDeadline } from '../runtime/deadline.ts';
import { type Deeds, listDeeds } from '../secrets-api/deeds.ts';
import { findMember } from '../secrets-api/fleet.ts';
import { openKms } from '../secrets-api/open.ts';
import { type KeptVersion, listVersions } from '../secrets-api/versions.ts';
import type { Commission } from './perform.ts';
import { table } from './table.ts';

/**
 * `rotator history`: the versions that KMS still keeps, what the status tag remembers, and who did what by the audit
 * log of so many days. No value is read.
 */
export async function history(
  { environment, timeout, out }: Omit<Commission, 'types'>,
  secret: SecretId,
  days: number,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const kms = openKms(environment);
  const { tags } = await findMember(kms, secret, deadline.signal);
  const { status } = parsePolicy(secret, tags);
  const versions = await listVersions(kms, secret, environment.pendingStage, deadline.signal);
  const told = versions.map((kept) => ({ ...kept, origin: originOf(kept.version) }));
  const until = systemClock.now();
  const trail = openActionTrail(environment, defaultCredentials());
  const log = await listDeeds(
    trail,
    secret,
    environment.pendingStage,
    { from: until - days * 86_400_000, until },
    deadline.signal,
  ).catch(unread);
  out.document({ secret, versions: told, status, log });
  const rows = told.map(({ version, createdAt, stages, origin }) => [
    instant(createdAt),
    stages.join(', ') || '-',
    origin,
    version,
  ]);
  out.say(table([['MADE', 'STAGE', 'BY', 'VERSION'], ...rows], undefined, paint));
  out.say(`\nlast rotated ${instant(status.success)}, ${lastFailure(status)}`);
  out.say(pc.dim('KMS keeps 10 versions.'));
  for (const line of logLines(log, days)) out.say(line);
  return 0;
}

interface Unread {
  readonly unread: string;
}

/** Who may see the secret may not be allowed to see the audit log. A bug is thrown on. */
function unread(error: unknown): Unread {
  if (!(error instanceof CloudError)) throw error;
  return { unread: error.message };
}

function logLines(log: Deeds | Unread, days: number): readonly string[] {
  if ('unread' in log) return ['', pc.yellow(`the audit log could not be read: ${log.unread}`)];
  if (log.deeds.length === 0) return ['', `nothing in the audit log of the last ${days} days`];
  const rows = log.deeds.map(({ at, did, version, by, from, refused }) => [
    instant(Date.parse(at)),
    refused === undefined ? did : `${did}: ${refused}`,
    by,
    from ?? '-',
    version ?? '-',
  ]);
  const whole = log.complete ? [] : [pc.yellow('older entries were not read; ask for fewer days')];
  return ['', table([['AT', 'DID', 'BY', 'FROM', 'VERSION'], ...rows]), ...whole];
}

/** As the name of a version tells it, where this product has given it one. */
function originOf(version: KeptVersion['version']): string {
  if (isWayBack(version)) return 'rollback';
  if (version.startsWith('timer-')) return 'timer';
  return unnamed.test(version) ? 'rotation' : 'named by hand';
}

/** What a rotation calls a version that nobody has named. */
const unnamed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function lastFailure({ failure, failures }: ReturnType<typeof parsePolicy>['status']): string {
  if (!failure) return 'no failure on record';
  return `last failure ${instant(failure.at)} (${failure.code}), ${failures} in a row now`;
}

function instant(milliseconds: number | undefined): string {
  return milliseconds === undefined
    ? 'never'
    : new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

function paint(cell: string, column: number): string {
  return column === 1 && cell.startsWith('current') ? pc.green(cell) : cell;
}
