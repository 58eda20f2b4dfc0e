import { Refusal } from '../../refusal.ts';

/** Awaits a call that removes something. The absence of the thing is not a failure. */
export async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
  }
}
