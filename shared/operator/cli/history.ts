import { openActionTrail } from '../../alibaba/actiontrail/open.ts';
import { defaultCredentials } from '../../alibaba/credentials.ts';
import { listDeeds } from '../../alibaba/secrets/audit-trail.ts';
import { findMember } from '../../alibaba/secrets/fleet.ts';
import { openKms } from '../../alibaba/secrets/open.ts';
import { listVersions } from '../../alibaba/secrets/versions.ts';
import { parsePolicy } from '../../engine/rotation/policy.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { day, tableInstant } from '../../runtime/time.ts';
import { type HistoryOptions, logLines, unread } from './history-log.ts';
import { originOf } from './origin.ts';
import { paints as pc } from './paint.ts';
import type { CommandContext } from './perform.ts';
import { foldDeeds } from './rotations.ts';
import { table } from './table.ts';

/**
 * Runs `rotator history`: shows the versions that KMS still keeps, and what the status tag remembers. It also shows who
 * did what, by the audit log of the last `days`. It reads no value.
 */
export async function history(
  { environment, timeout, out }: Omit<CommandContext, 'types'>,
  secret: SecretId,
  { days, all }: HistoryOptions,
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
    { from: until - days * day, until },
    deadline.signal,
  ).catch(unread);
  const rotations = 'unread' in log ? [] : foldDeeds(log.deeds);
  out.document({ secret, versions: told, status, log, rotations });
  const rows = told.map(({ version, createdAt, stages, origin }) => [
    tableInstant(createdAt),
    stages.join(', ') || '-',
    origin,
    version,
  ]);
  out.say(table([['MADE (UTC)', 'STAGE', 'HOW', 'VERSION'], ...rows], undefined, paint));
  out.say(`\nlast rotated ${moment(status.success)}, ${lastFailure(status)}`);
  out.say(pc.dim('KMS keeps 10 versions.'));
  for (const line of logLines(log, rotations, { days, all })) out.say(line);
  return 0;
}

function lastFailure({ failure, failures }: ReturnType<typeof parsePolicy>['status']): string {
  if (!failure) return 'no failure on record';
  return `last failure ${moment(failure.at)} (${failure.code}), ${failures} in a row now`;
}

function moment(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'never' : `${tableInstant(milliseconds)} UTC`;
}

function paint(cell: string, column: number): string {
  return column === 1 && cell.startsWith('current') ? pc.green(cell) : cell;
}
