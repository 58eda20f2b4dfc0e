import pc from 'picocolors';
import { parsePolicy } from '../rotation/policy.ts';
import type { SecretId } from '../rotation/store.ts';
import { isWayBack } from '../rotation/way-back.ts';
import { startDeadline } from '../runtime/deadline.ts';
import { findMember } from '../secrets-api/fleet.ts';
import { openKms } from '../secrets-api/open.ts';
import { type KeptVersion, listVersions } from '../secrets-api/versions.ts';
import type { Commission } from './perform.ts';
import { table } from './table.ts';

/** `rotator history`: the versions that KMS still keeps, and what the status tag remembers. No value is read. */
export async function history(
  { environment, timeout, out }: Omit<Commission, 'types'>,
  secret: SecretId,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const kms = openKms(environment);
  const { tags } = await findMember(kms, secret, deadline.signal);
  const { status } = parsePolicy(secret, tags);
  const versions = await listVersions(kms, secret, environment.pendingStage, deadline.signal);
  const told = versions.map((kept) => ({ ...kept, origin: originOf(kept.version) }));
  out.document({ secret, versions: told, status });
  const rows = told.map(({ version, createdAt, stages, origin }) => [
    instant(createdAt),
    stages.join(', ') || '-',
    origin,
    version,
  ]);
  out.say(table([['MADE', 'STAGE', 'BY', 'VERSION'], ...rows], undefined, paint));
  out.say(`\nlast rotated ${instant(status.success)}, ${lastFailure(status)}`);
  out.say(
    pc.dim(
      'KMS keeps 10 versions. Who made each of them is in ActionTrail (events PutSecretValue and UpdateSecretVersionStage), which this tool does not read.',
    ),
  );
  return 0;
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
