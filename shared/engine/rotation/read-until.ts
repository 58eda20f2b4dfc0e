import type { Ports } from './ports.ts';

/** Milliseconds between two reads, and the number of reads: two seconds in all. */
const pause = 250;
const looks = 8;

/**
 * Reads until the answer fits, since KMS does not say how soon a read shows a change. Called only if the first answer
 * would end in a refusal, so that a normal rotation never waits. Returns the last answer in any case.
 */
export async function readUntil<Answer>(
  { clock, signal }: Pick<Ports<unknown>, 'clock' | 'signal'>,
  read: () => Promise<Answer>,
  fits: (answer: Answer) => boolean,
): Promise<Answer> {
  for (let look = 1; ; look += 1) {
    const answer = await read();
    if (look === looks || signal.aborted || fits(answer)) return answer;
    await clock.sleep(pause, signal).catch(() => {});
  }
}
