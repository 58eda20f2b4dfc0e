import { type Credentials, defaultCredentials } from '../../alibaba/credentials.ts';
import { openRamClient } from '../../alibaba/ram/open.ts';
import { openKmsClient } from '../../alibaba/secrets/open.ts';
import { getCallerIdentity } from '../../alibaba/sts/get-caller-identity.ts';
import { openSts } from '../../alibaba/sts/open.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { instant } from '../../runtime/time.ts';
import { keyActions } from '../conformance/access-keys/key-questions.ts';
import { type KeyServices, runKeyQuestions } from '../conformance/access-keys/run-key-questions.ts';
import { actions, mostCalls } from '../conformance/questions.ts';
import { type Report, reportOf, writeReport } from '../conformance/report.ts';
import { runConformance } from '../conformance/run-conformance.ts';
import { newName } from '../conformance/temporary-secret.ts';
import { refusal } from './confirm.ts';
import { conformanceLines } from './conformance-lines.ts';
import { listenForInterrupt } from './interrupt.ts';
import { paints as pc } from './paint.ts';
import { startSpinner } from './spinner.ts';
import type { Terminal } from './terminal.ts';

export interface ConformanceOptions {
  /** The instance of KMS and the key for the temporary secret, for an account in which secrets need them. */
  readonly kmsInstance?: string | undefined;
  readonly kmsKey?: string | undefined;
  /** Whether to ask about AccessKeys too, with a temporary RAM user. */
  readonly accessKeys?: boolean | undefined;
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
  const credentials = defaultCredentials();
  const kms = openKmsClient(environment, credentials);
  const caller = await readCaller(environment, credentials, options.timeout);
  const [secret, user] = [newName(), newName()];
  for (const line of announcement(secret, caller, environment.region)) out.say(line);
  if (options.accessKeys) for (const line of keyAnnouncement(user)) out.say(line);
  const why = await refusal('Make these calls?', options.yes, out);
  if (why !== undefined) {
    out.document({ Refused: why });
    out.say(pc.yellow(why));
    return 3;
  }
  // The time begins here, as a person may read for long.
  using deadline = startDeadline(options.timeout, 0);
  using interrupt = listenForInterrupt();
  const signal = AbortSignal.any([deadline.signal, interrupt.signal]);
  const at = systemClock.now();
  const spinner = startSpinner(out, 'asking KMS …');
  const place = { instance: options.kmsInstance, key: options.kmsKey };
  const ofKms = await runConformance(kms, secret, place, signal).finally(() => spinner?.stop());
  const ofKeys = options.accessKeys
    ? await runKeyQuestions(keyServices(environment, credentials), user, signal)
    : undefined;
  const report = reportOf(ofKms, ofKeys, { region: environment.region, at, secret, user });
  const file = options.output ?? `rotator-conformance-${instant(at).replaceAll(':', '-')}.json`;
  for (const line of conformanceLines(report)) out.say(line);
  await writeReport(file, report);
  out.document({ ...report, file });
  out.say(`\nreport: ${file}`);
  out.say('It has no value of a secret, and no id of the account. Please send it to us.');
  return exitCodeOf(report);
}

async function readCaller(
  environment: Environment,
  credentials: Credentials,
  timeout: number,
): Promise<string> {
  using deadline = startDeadline(timeout, 0);
  return (await getCallerIdentity(openSts(environment, credentials), deadline.signal)).Arn;
}

function announcement(secret: string, caller: string, region = 'this region'): readonly string[] {
  return [
    `This asks KMS in ${region} what its documentation leaves open.`,
    `It makes the secret ${secret},`,
    'and deletes it without recovery at the end, also after Ctrl-C.',
    `It makes at most ${mostCalls} calls of KMS. See your bill for what KMS charges for them.`,
    `They are made by ${caller}, with these rights:`,
    ...twoALine(actions),
    '',
  ];
}

function keyAnnouncement(user: string): readonly string[] {
  return [
    `It makes the RAM user ${user}`,
    'without any right, and an AccessKey for it, and deletes both. RAM may keep the',
    'key in its recycle bin. It calls RAM some ten times, and STS until it is known:',
    ...twoALine(keyActions),
    '',
  ];
}

function twoALine(names: readonly string[]): readonly string[] {
  return names.flatMap((_, at) => (at % 2 === 0 ? [`  ${names.slice(at, at + 2).join(', ')}`] : []));
}

function keyServices(environment: Environment, credentials: Credentials): KeyServices {
  return {
    ram: openRamClient(environment, credentials),
    openSts: (key) => openSts(environment, key),
    clock: systemClock,
  };
}

function exitCodeOf({ findings, left }: Report): number {
  return left.length === 0 && findings.every(({ unanswered }) => unanswered === undefined) ? 0 : 1;
}
