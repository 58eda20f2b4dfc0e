import { expect, test } from 'vitest';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import { retry } from '../../../shared/runtime/retry.ts';
import { testClock } from '../../support/engine/test-clock.ts';

const never = new AbortController().signal;

function failing(times: number) {
  let count = 0;
  return {
    attempt: async () => {
      count += 1;
      if (count <= times) throw new Error(`failure ${count}`);
      return count;
    },
    count: () => count,
  };
}

const always = () => ({ wait: 0 });

test('an attempt that fails transiently is repeated until it succeeds', async () => {
  const { attempt } = failing(5);
  expect(await retry(attempt, always, never, { clock: testClock(), random: () => 0.5 })).toBe(6);
});

test('the sixth failure is final', async () => {
  const { attempt, count } = failing(99);
  await expect(retry(attempt, always, never, { clock: testClock(), random: () => 0 })).rejects.toThrow(
    'failure 6',
  );
  expect(count()).toBe(6);
});

test('an error that is not known for transient ends the attempts', async () => {
  const { attempt, count } = failing(99);
  await expect(retry(attempt, () => undefined, never)).rejects.toThrow('failure 1');
  expect(count()).toBe(1);
});

test('waits double, and jitter takes them anywhere below', async () => {
  const waits = async (random: number) => {
    const clock = testClock();
    await retry(failing(5).attempt, always, never, { clock, random: () => random });
    return clock.slept;
  };
  expect(await waits(1)).toEqual([100, 200, 400, 800, 1_600]);
  expect(await waits(0.25)).toEqual([25, 50, 100, 200, 400]);
  expect(await waits(0)).toEqual([0, 0, 0, 0, 0]);
});

test("the service's own wish for a longer wait is followed", async () => {
  const clock = testClock();
  await retry(failing(1).attempt, () => ({ wait: 2_345 }), never, { clock, random: () => 0.5 });
  expect(clock.slept).toEqual([2_345]);
});

test('a wait that would outlast the deadline is not begun', async () => {
  const clock = testClock();
  using deadline = startDeadline(250, 0, clock);
  const { attempt, count } = failing(99);
  await expect(retry(attempt, always, deadline.signal, { clock, random: () => 1 })).rejects.toThrow(
    'failure 2',
  );
  expect(clock.slept).toEqual([100]);
  expect(count()).toBe(2);
});

test('an abort during a wait ends it with the last failure', async () => {
  const controller = new AbortController();
  const { attempt } = failing(99);
  const clock = {
    now: () => 0,
    sleep: async () => {
      controller.abort();
      controller.signal.throwIfAborted();
    },
  };
  await expect(retry(attempt, always, controller.signal, { clock, random: () => 1 })).rejects.toThrow(
    'failure 1',
  );
});
