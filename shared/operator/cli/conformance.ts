import { defaultCredentials } from '../../alibaba/credentials.ts';
import { openKmsClient } from '../../alibaba/secrets/open.ts';
import { getCallerIdentity } from '../../alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../alibaba/sts/open.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { instant } from '../../runtime/time.ts';
import { actions, mostCalls } from '../conformance/questions.ts';
import { type Report, reportOf, writeReport } from '../conformance/report.ts';
import { runConformance } from '../conformance/run-conformance.ts';
import { newName } from '../conformance/temporary-secret.ts';
import { refusal } from '../deploy/confirm.ts';
import { conformanceLines } from './conformance-lines.ts';
import { listenForInterrupt } from './interrupt.ts';
import { paints as pc } from './paint.ts';
import { startSpinner } from './spinner.ts';
import type { Terminal } from './terminal.ts';

export interface ConformanceOptions {
  /** The instance of KMS and the key for the temporary secret, for an account in which secrets need them. */
  readonly kmsInstance?: string | undefined;
  readonly kmsKey?: string | undefined;
  /** The file of the report; one in the current folder if absent. */
  readonly output?: string | undefined;
  readonly yes?: boolean | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Runs `rotator doctor --conformance`: asks KMS what its documentation leaves open, with a temporary secret. Returns 0
 * if every question has an answer, 1 if not or if the secret is left, and 3 if nobody confirmed.
 */
export async function conformance(
  environment: Environment,
  options: ConformanceOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(options.timeout, 0);
  using interrupt = listenForInterrupt();
  const signal = AbortSignal.any([deadline.signal, interrupt.signal]);
  const credentials = defaultCredentials();
  const { Arn: caller } = await getCallerIdentity(openSts(environment, credentials), signal);
  const kms = openKmsClient(environment, credentials);
  const secret = newName();
  for (const line of announcement(secret, caller, environment.region)) out.say(line);
  const why = await refusal('Make these calls?', options.yes);
  if (why !== undefined) {
    out.document({ Refused: why });
    out.say(pc.yellow(why));
    return 3;
  }
  const at = systemClock.now();
  const spinner = startSpinner(out, 'asking KMS …');
  const place = { instance: options.kmsInstance, key: options.kmsKey };
  const found = await runConformance(kms, secret, place, signal).finally(() => spinner?.stop());
  const report = reportOf(found, { region: environment.region, at, secret });
  const file = options.output ?? `rotator-conformance-${instant(at).replaceAll(':', '-')}.json`;
  await writeReport(file, report);
  out.document({ ...report, file });
  for (const line of conformanceLines(report)) out.say(line);
  out.say(`\nreport: ${file}`);
  out.say('It has no value of a secret, and no id of the account. Please send it to us.');
  return exitCodeOf(report);
}

function announcement(secret: string, caller: string, region = 'this region'): readonly string[] {
  const two = (at: number) => actions.slice(at, at + 2).join(', ');
  return [
    `This asks KMS in ${region} what its documentation leaves open.`,
    `It makes the secret ${secret},`,
    'and deletes it without recovery at the end, also after Ctrl-C.',
    `It makes at most ${mostCalls} calls of KMS. See your bill for what KMS charges for them.`,
    `They are made by ${caller}, with these rights:`,
    ...actions.flatMap((_, at) => (at % 2 === 0 ? [`  ${two(at)}`] : [])),
    '',
  ];
}

function exitCodeOf({ findings, left }: Report): number {
  return left === undefined && findings.every(({ unanswered }) => unanswered === undefined) ? 0 : 1;
}
