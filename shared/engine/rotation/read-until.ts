import type { Ports } from './ports.ts';

/** Milliseconds between two looks, and how many looks: two seconds in all. */
const pause = 250;
const looks = 8;

/**
 * Reads until the answer fits, since KMS does not say how soon a read sees a change. Called only where the first
 * answer would end in a refusal, so that a normal rotation never waits. Answers the last reading in any case.
 */
export async function readUntil<Value, Answer>(
  { clock, signal }: Ports<Value>,
  read: () => Promise<Answer>,
  fits: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let look = 1; ; look += 1) {
    const answer = await read();
    if (look === looks || signal.aborted || fits(answer)) return answer;
    await clock.sleep(pause, signal).catch(() => {});
  }
}
