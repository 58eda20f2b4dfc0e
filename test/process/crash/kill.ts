import { type Result, Step } from '../../../shared/engine/rotation/result.ts';
import { lookAt } from '../../support/crash/credentials-kept.ts';
import { brokenByKill, brokenInTheEnd, type Reading } from '../../support/crash/oracle.ts';
import { onScene, type Scene } from '../../support/crash/scene.ts';
import { type Point, Tripwire } from '../../support/crash/tripwire.ts';
import { invoke } from '../../support/stand/bundle.ts';
import { rollback, rotate, runStep } from '../../support/stand/rotate.ts';
import type { Subject } from '../../support/stand/subject.ts';

/** What one invocation is asked for, and what was there before it. */
export interface Entry {
  readonly subject: Subject;
  readonly asks: 'rotate' | 'rollback' | Step;
  /** Whether this is the secret's first rotation, in which what it needs on the server is made. */
  readonly rotation: 'first' | 'later';
}

export interface Kill extends Entry {
  /** Absent: nobody is killed. */
  readonly point?: Point;
  readonly again: 'same token' | 'new token';
  readonly reading: Reading;
}

export interface Seen {
  /** What the instance said to its services until it ended. */
  readonly messages: readonly string[];
  readonly killed: boolean;
  /** Promises that were broken; none when it converged. */
  readonly problems: readonly string[];
}

const token = 'rotation-1';
/** Seconds the platform gives the instance that is killed: another one may have to wait until it must be over. */
const timeout = 10;
const recovered = ['rotated', 'already-current', 'step-done', 'rolled-back'];

/** Kills an instance, asks the server who gets in, runs another instance, and asks again. */
export function kill(one: Kill): Promise<Seen> {
  const { subject, reading, rotation } = one;
  return onScene(subject, reading, async (scene) => {
    await leadUp(scene, one);
    const began = rotation === 'first' ? 'v0' : 'rotation-0';
    const ran = await runOnce(scene, one);
    const left = await lookAt(scene.cloud, scene.ready);
    const killed = brokenByKill(left, began, subject, reading);
    const again = await runAgain(scene, one, left.versions.length);
    const end = brokenInTheEnd(await lookAt(scene.cloud, scene.ready), subject, reading);
    const problems = [
      ...ran.problems,
      ...killed.map((text) => `after the kill: ${text}`),
      ...again.map((text) => `run again: ${text}`),
      ...end.map((text) => `in the end: ${text}`),
    ];
    return { ...ran, problems };
  });
}

/** Brings the secret to where the instance that will be killed begins. */
async function leadUp({ cloud, ready }: Scene, { subject, asks, rotation }: Kill): Promise<void> {
  const { type } = subject;
  const { secret } = ready;
  await cloud.tag(secret, { 'rotation:grace': '0m:accepted' });
  if (rotation === 'later') await rotate(cloud, type, secret, { token: 'rotation-0' });
  if (!isStep(asks)) return;
  const before = Step.options.slice(0, Step.options.indexOf(asks));
  for (const step of before) await runStep(cloud, type, secret, step, token);
}

async function runOnce({ relayed, ready, watch }: Scene, { subject, asks, point }: Kill): Promise<Seen> {
  const refusals = await ready.watchRefusals();
  const tripwire = new Tripwire(point);
  watch(tripwire);
  const named = { SecretId: ready.secret, ClientRequestToken: token };
  const event = isStep(asks) ? { Step: asks, ...named } : { Operation: asks, ...named };
  const ended = await invoke(relayed, subject.type, event, { timeout, killed: tripwire.killed });
  watch(undefined);
  const killed = ended.exitCode === null;
  const problems: string[] = [];
  if (!killed && ended.result === undefined)
    problems.push(`failed: ${ended.failure?.message ?? ended.stderr}`);
  // Only a rotation that is over before its point may end by itself: by another reading of KMS, or a quicker login.
  if (!killed && point && point.number < tripwire.messages.length) problems.push('went on past its point');
  const refused = await refusals();
  if (refused > 0) problems.push(`refused ${refused} times before any kill`);
  return { messages: tripwire.messages, killed, problems };
}

/** Other instances do all that is left to do. Each may be refused once with each of the `known` values. */
async function runAgain({ cloud, ready }: Scene, one: Kill, known: number): Promise<string[]> {
  const { asks, again } = one;
  const { type } = one.subject;
  const { secret } = ready;
  const named = again === 'same token' ? token : 'rotation-2';
  const first = again === 'same token' && isStep(asks) ? Step.options.indexOf(asks) : 0;
  const whole = asks === 'rollback' ? rollback : rotate;
  const runs = isStep(asks)
    ? Step.options.slice(first).map((step) => () => runStep(cloud, type, secret, step, named))
    : [() => whole(cloud, type, secret, { token: named })];
  const problems: string[] = [];
  for (const run of runs) {
    const refusals = await ready.watchRefusals();
    const problem = await run().then(notRecovered, String);
    if (problem !== undefined) problems.push(problem);
    const refused = await refusals();
    if (refused > known) problems.push(`refused ${refused} times, with ${known} known values`);
  }
  return problems;
}

function isStep(asks: Entry['asks']): asks is Step {
  return asks !== 'rotate' && asks !== 'rollback';
}

function notRecovered({ Outcome, Reason }: Result): string | undefined {
  return recovered.includes(Outcome) ? undefined : `${Outcome}: ${Reason}`;
}
