import { Refusal } from '../../refusal.ts';

/** For what takes something away: that it is not there any more is no failure. */
export async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
  }
}
