import type { Plan, Result, User } from '../../engine/rotation/result.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { exitCodeOf } from './outcome.ts';
import { paints as pc } from './paint.ts';
import { type CommandContext, perform } from './perform.ts';

/** Runs `rotator plan`: shows what a rotation would do, and changes nothing. */
export async function plan(commandContext: CommandContext, secret: SecretId): Promise<number> {
  const { out } = commandContext;
  const result = await perform(commandContext, { operation: 'plan', secret });
  out.document(result);
  out.say(`${planText(result)}\n\n${pc.dim('Nothing was changed.')}`);
  return exitCodeOf(result);
}

/** Returns a plan as text of several paragraphs. */
export function planText(result: Result): string {
  const { SecretId: secret, Strategy: strategy, Outcome: outcome, Reason: reason, Plan: found } = result;
  const told = found && { ...found, Missing: found.Missing.filter((one) => one !== reason) };
  const parts = told ? sections(told) : [];
  const head =
    outcome === 'planned'
      ? `${pc.green('ready')} ${secret} would be rotated by ${pc.bold(strategy ?? '')}: ${reason}`
      : `${pc.red('blocked')} ${secret} cannot be rotated: ${reason}`;
  return [head, ...parts].join('\n\n');
}

function sections(found: Plan): string[] {
  const { Statements, Missing, WindowMs, CurrentUsers, PreviousUsers, NextDue, Notes } = found;
  return [
    ...section(
      'Statements, with values masked',
      Statements.map((text, index) => `${index + 1}. ${text}`),
    ),
    ...section('Missing', Missing.map(pc.red)),
    ...section('Time with no valid credential', WindowMs === undefined ? [] : [windowText(WindowMs)]),
    ...section('Logged in by the current value', users(CurrentUsers)),
    ...section('Logged in by the previous value', users(PreviousUsers)),
    ...section('Next due', NextDue === undefined ? [] : [NextDue]),
    ...section(
      'Notes',
      Notes.map((note) => pc.yellow(note)),
    ),
  ];
}

/** Returns a titled paragraph, or none without lines. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[pc.bold(title), ...lines.map((line) => `  ${line}`)].join('\n')];
}

function windowText(milliseconds: number): string {
  if (milliseconds === 0) return 'none: both credentials are accepted during the rotation';
  return `about ${milliseconds} ms, in which logins of applications are refused`;
}

function users(seen: readonly User[] | string | undefined): string[] {
  if (seen === undefined) return [];
  if (typeof seen === 'string') return [pc.yellow(seen)];
  if (seen.length === 0) return ['nobody'];
  return seen.map(({ Account, From, Sessions, Since }) => {
    const place = From === undefined ? '' : ` from ${From}`;
    return `${Sessions} ${Sessions === 1 ? 'session' : 'sessions'} of ${Account}${place}${Since === undefined ? '' : ` since ${Since}`}`;
  });
}
