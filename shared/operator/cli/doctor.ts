import { defaultCredentials } from '../../alibaba/credentials.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Compose } from '../../entry/composition.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { examine, type Finding } from '../doctor/examine.ts';
import { paints as pc } from './paint.ts';
import { startSpinner } from './spinner.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface DoctorOptions {
  readonly secrets: readonly SecretId[];
  /** Names of deployed functions. */
  readonly function?: readonly string[] | undefined;
  /** Milliseconds since the last sweep of a function from which on it is too long ago. */
  readonly silence: number;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Runs `rotator doctor`: checks what rotations need, and changes nothing. Returns 1 if a check failed. */
export async function doctor(
  types: readonly Compose[],
  environment: Environment,
  { secrets, function: functions = [], silence, timeout }: DoctorOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const credentials = defaultCredentials();
  const context = { types, environment, credentials, clock: systemClock, signal: deadline.signal };
  const spinner = startSpinner(out, 'checking …');
  const findings = await examine(context, { secrets, functions, silence }, ({ title }) =>
    spinner?.show(`${title} …`),
  ).finally(() => spinner?.stop());
  const failures = findings.filter(({ state }) => state === 'failed');
  out.document({ Checks: findings, Failed: failures.length });
  out.say(render(findings));
  return failures.length > 0 ? 1 : 0;
}

function render(findings: readonly Finding[]): string {
  const groups = [...new Set(findings.map(({ about }) => about))].map((about) => {
    const rows = findings
      .filter((finding) => finding.about === about)
      .map(({ state, title, detail }) => [state.padEnd('warning'.length), title, detail]);
    return table([['', about, ''], ...rows], undefined, paint);
  });
  const remedies = findings.flatMap((finding) => ('remedy' in finding ? [remedyLine(finding)] : []));
  const parts = remedies.length === 0 ? [] : [[pc.bold('What to do'), ...remedies].join('\n')];
  return [...groups, ...parts, summary(findings)].join('\n\n');
}

function remedyLine({ title, about, remedy }: Extract<Finding, { remedy: string }>): string {
  return `  ${title} of ${about}:\n    ${remedy}`;
}

function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const [bad, doubtful] = [count('failed'), count('warning')];
  const told = bad > 0 ? pc.red(`${bad} failed`) : pc.green('none failed');
  return `${findings.length} checks, ${told}${doubtful > 0 ? pc.yellow(`, ${doubtful} to look at`) : ''}. Nothing was changed.`;
}

function paint(cell: string, column: number): string {
  if (column > 0) return cell;
  switch (cell.trim()) {
    case 'ok':
      return pc.green(cell);
    case 'failed':
      return pc.red(cell);
    case 'warning':
      return pc.yellow(cell);
    default:
      return pc.dim(cell);
  }
}
