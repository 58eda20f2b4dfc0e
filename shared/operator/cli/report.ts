import { writeFile } from 'node:fs/promises';
import { listFleet } from '../../alibaba/secrets/fleet.ts';
import { openKms } from '../../alibaba/secrets/open.ts';
import type { Compose } from '../../entry/composition.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { type FleetReport, reportOf } from '../report/fleet-report.ts';
import { type Member, member } from '../report/member.ts';
import { page } from '../report/page.ts';
import { findUsers } from './find-users.ts';
import { paints as pc } from './paint.ts';
import type { Terminal } from './terminal.ts';

export interface ReportOptions {
  /** The file to write; standard output if absent. */
  readonly output?: string | undefined;
  /** Whether to log in to the services, as `plan` does, to see who still uses a previous credential. */
  readonly sessions?: true | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Runs `rotator report`: shows the fleet as one page, from one listing. Without `sessions`, it reads no value. */
export async function report(
  types: readonly Compose[],
  environment: Environment,
  { output, sessions, timeout }: ReportOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const taken = { region: environment.region, at: systemClock.now() };
  const found: Member[] = [];
  for await (const listed of listFleet(openKms(environment), deadline.signal))
    found.push(member(listed, taken.at));
  const users = sessions && (await findUsers(types, environment, found, timeout));
  const made = reportOf(found, users ? { ...taken, users } : taken);
  out.document(made);
  if (output === undefined) out.say(page(made).trimEnd());
  else await writePage(output, made, out);
  return 0;
}

async function writePage(path: string, made: FleetReport, out: Terminal): Promise<void> {
  await writeFile(path, page(made));
  const acting = made.concerns
    .filter(({ level }) => level === 'act')
    .flatMap(({ secrets }) => secrets).length;
  const needs = acting === 0 ? pc.green('none needs the operator') : pc.red(`${acting} need the operator`);
  out.say(`${path}: ${made.members.length} secrets, ${needs}`);
}
