import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { invoke } from '../../../support/stand/in-process.ts';
import type { Invocation } from '../../../support/stand/invocation.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { type Behaviour, type Hostile, startHostile } from './listener.ts';

/** What every text of a hostile server holds: none of it may be seen anywhere. */
export const mark = 'Canary-7d1f';

/** Clears the screen, writes the clipboard and the title, turns the writing around, and forges a line of a log. */
export const escapes = `${mark}\u001b[2J\u001b]52;c;${Buffer.from(mark).toString('base64')}\u0007\u009b31m\u202e\u2066\r\n{"level":"info","event":"finished","outcome":"rotated","by":"${mark}"}\u2028`;

/** A secret that names a server of somebody else's. */
export interface Named {
  readonly type: string;
  readonly secret: string;
  /** Texts that no hostile server may hear. */
  readonly kept: readonly string[];
}

export const password = 'Clear-Passw0rd-of-app';
let made = 0;

/** An account of a database at that port, whose password it may not hear. */
export async function nameDatabase(
  cloud: Cloud,
  type: 'rds-mysql' | 'rds-postgresql',
  port: number,
): Promise<Named> {
  made += 1;
  const secret = `${type}-${made}`;
  await cloud.createSecret(
    secret,
    { AccountName: 'app', AccountPassword: password, Endpoint: 'localhost', Port: port },
    { 'rotation:type': type },
  );
  return { type, secret, kept: [password] };
}

export interface Attacked {
  readonly invocation: Invocation;
  readonly heard: Buffer;
  readonly clients: number;
  /** Bytes that the server got rid of. */
  readonly said: number;
}

type Operation = 'rotate' | 'verify' | 'emergency';

export const operations: readonly Operation[] = ['rotate', 'verify', 'emergency'];

/** Seconds: a function's time. Where a server never ends, it ends the invocation. */
const short = 4;

/** One invocation for a secret whose server behaves like that. The server must have been left by all its clients. */
export async function attack(
  cloud: Cloud,
  name: (port: number) => Promise<Named>,
  behave: Behaviour,
  { operation = 'rotate', timeout = short }: { operation?: Operation; timeout?: number } = {},
): Promise<Attacked> {
  await using hostile: Hostile = await startHostile(behave);
  const named = await name(hostile.port);
  const event =
    operation === 'emergency'
      ? { Operation: 'rotate', Emergency: true, Reason: 'leaked', SecretId: named.secret }
      : { Operation: operation, SecretId: named.secret };
  const before = await stagesOf(cloud, named.secret);
  const invocation = await invoke(cloud, named.type, event, { timeout });
  await expect.poll(() => hostile.open, { message: 'connections left open', timeout: 10_000 }).toBe(0);
  expect(await stagesOf(cloud, named.secret)).toEqual(before);
  expectNothingRepeated(invocation);
  const heard = hostile.heard;
  for (const kept of named.kept) expect(heard.includes(kept), 'what the server has heard').toBe(false);
  return { invocation, heard, clients: hostile.clients, said: hostile.said };
}

/** It ended as one of our errors, or with an outcome that says why nothing was done, before anything was changed. */
export function expectOurs({ result, failure }: Invocation, aftermath = /^untouched$/): void {
  if (result !== undefined) expect(['drifted', 'postponed', 'verified']).toContain(result.Outcome);
  else
    expect(failure).toMatchObject({
      code: expect.stringMatching(/^[a-z-]+$/),
      aftermath: expect.stringMatching(aftermath),
    });
}

/** How many connections this process holds, those of its fake servers included. */
export function connections(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/** Megabytes: a session may read 64, which a driver keeps in its own form, and twice while it puts them together. */
const mostMemory = 400;

/** What a session keeps of a server that never ends its answer is bounded, and so is what it hears. */
export async function expectBounded(attacking: () => Promise<Attacked>): Promise<Attacked> {
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1_048_576;
  };
  const before = used();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, used());
  }, 20);
  try {
    const attacked = await attacking();
    expect(most - before).toBeLessThan(mostMemory);
    expect(attacked.said).toBeLessThan(128 * 1_048_576);
    return attacked;
  } finally {
    clearInterval(timer);
  }
}

/** Of what a server said there is nothing in an answer, an error, or a line of the log. */
function expectNothingRepeated({ result, failure, stdout, stderr }: Invocation): void {
  const shown = `${inspect(result, { depth: 10 })}${failure?.message}${stdout}${stderr}`;
  expect(shown).not.toContain(mark);
  expect(shown).not.toContain(Buffer.from(mark).toString('base64'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u2028]/);
}
