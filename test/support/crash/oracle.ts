import type { Subject } from '../stand/subject.ts';
import { carrying, type Standing, type Version } from './credentials-kept.ts';

/** What the documentation of KMS leaves open about the previous stage. */
export interface Reading {
  readonly previousFollowsCurrent: boolean;
  readonly previousOntoCurrent: 'allow' | 'reject';
}

/** The first one is the hardest, and takes the most calls. */
export const readings = [
  { previousFollowsCurrent: false, previousOntoCurrent: 'reject' },
  { previousFollowsCurrent: false, previousOntoCurrent: 'allow' },
  { previousFollowsCurrent: true, previousOntoCurrent: 'reject' },
  { previousFollowsCurrent: true, previousOntoCurrent: 'allow' },
] as const satisfies readonly Reading[];

const [current, pending, previous] = ['ACSCurrent', 'RotationPending', 'ACSPrevious'];
const maxVersions = 10;

/** What must hold of an instance killed at any point. `began`: the version that was current before it. */
export function brokenByKill(
  standing: Standing,
  began: string,
  { dual, issues }: Subject,
  reading: Reading,
): string[] {
  const promoted = carrying(standing, pending)?.stages.includes(current) ?? false;
  // What a service issued a moment ago may not be stored yet; whoever comes next has to find it.
  const seen = issues ? { ...standing, kept: undefined } : standing;
  const problems = unknownTo(seen, promoted && leavesOpen(reading) ? began : undefined);
  if (!dual) return problems;
  const old = standing.versions.find(({ id }) => id === began);
  return [
    ...problems,
    ...refused(current, carrying(standing, current)),
    ...refused('what was current before', old),
  ];
}

/** Under this reading the old version cannot have a stage between two calls, whatever their order is. */
function leavesOpen({ previousFollowsCurrent, previousOntoCurrent }: Reading): boolean {
  return !previousFollowsCurrent && previousOntoCurrent === 'reject';
}

/** What must hold whenever nobody is at work: nothing is accepted that has no stage, and the current value logs in. */
export function brokenAtRest(standing: Standing): string[] {
  return [...unknownTo(standing), ...refused(current, carrying(standing, current))];
}

/** What must hold once it was run again. */
export function brokenInTheEnd(standing: Standing, { dual }: Subject, reading: Reading): string[] {
  const problems = brokenAtRest(standing);
  const left = carrying(standing, pending);
  if (left !== undefined) problems.push(`${left.id} is still pending`);
  const old = carrying(standing, previous);
  if (dual) problems.push(...refused(previous, old));
  // A value that does not log in any more cannot be told from the others that lost their stage.
  else if (old === undefined && !leavesOpen(reading)) problems.push(`no version is ${previous}`);
  if (standing.versions.length > maxVersions) problems.push(`there are ${standing.versions.length} versions`);
  return problems;
}

/** Whatever the server accepts is in a version with a stage; `excused` need not carry one. */
function unknownTo({ versions, kept }: Standing, excused?: string): string[] {
  const accepted = versions.filter((version) => version.accepted);
  const staged = accepted.filter(({ id, stages }) => stages.length > 0 || id === excused);
  const known = new Set(staged.map(({ value }) => value));
  const problems = accepted
    .filter(({ value }) => !known.has(value))
    .map(({ id }) => `${id} logs in and carries no stage`);
  const open = new Set(accepted.map(({ value }) => value)).size;
  if (kept !== undefined && kept !== open)
    problems.push(`the server keeps ${kept} passwords, and known values open ${open}`);
  return problems;
}

function refused(which: string, version: Version | undefined): string[] {
  if (version !== undefined && version.accepted !== false) return [];
  return [`${which} (${version?.id ?? 'no version'}) does not log in`];
}
