import { Busy } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';

/** Milliseconds between two rounds of the repeated task. */
const pause = 100;

/**
 * Does the work while a task repeats beside it. The repetition stops when the work is over, or when a round returns
 * false.
 */
export async function whileGoingOn<Result>(
  round: () => Promise<boolean>,
  work: () => Promise<Result>,
): Promise<Result> {
  let isDone = false;
  const goOn = async () => {
    while (!isDone && (await round())) await systemClock.sleep(pause, new AbortController().signal);
  };
  const goingOn = goOn();
  try {
    return await work();
  } finally {
    isDone = true;
    await goingOn;
  }
}

/** Repeats work that failed with Busy, up to `attempts` times in all. */
export async function untilFree<Result>(
  attempts: number,
  work: () => Promise<Result>,
  between: () => Promise<unknown> = async () => {},
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !(error instanceof Busy)) throw error;
      await between();
    }
}
