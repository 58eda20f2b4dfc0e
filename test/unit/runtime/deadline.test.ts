import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startDeadline, timeLeft } from '../../../shared/runtime/deadline.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('a deadline aborts its margin before the time is over', async () => {
  using deadline = startDeadline(1_050, 1_000);
  expect(deadline.signal.aborted).toBe(false);
  expect(timeLeft(deadline.signal)).toBeGreaterThan(0);
  expect(timeLeft(deadline.signal)).toBeLessThanOrEqual(50);
  await wait(100);
  expect(deadline.signal.aborted).toBe(true);
  expect(timeLeft(deadline.signal)).toBe(0);
});

test('a deadline whose margin is longer than the time has passed already', () => {
  using deadline = startDeadline(500, 1_000);
  expect(deadline.signal.aborted).toBe(true);
});

test('a deadline that is disposed of leaves no timer and never aborts', async () => {
  const before = timers();
  const deadline = startDeadline(20, 0);
  expect(timers()).toBe(before + 1);
  deadline[Symbol.dispose]();
  expect(timers()).toBe(before);
  await wait(40);
  expect(deadline.signal.aborted).toBe(false);
});

test('a deadline further off than a timer can be set does not abort at once', async () => {
  using deadline = startDeadline(1e12, 0);
  await wait(10);
  expect(deadline.signal.aborted).toBe(false);
});

test('a signal that no deadline made leaves all the time there is', () => {
  expect(timeLeft(new AbortController().signal)).toBe(Number.POSITIVE_INFINITY);
});
