import { Busy, RotationError } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';

/** Milliseconds between two rounds of what goes on beside. */
const pause = 100;

/** Does the work while something goes on beside it, round after round, until the work is over or a round answers false. */
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

/** Does work again that was kept waiting for too long, so many times in all. */
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

interface Again<Session> {
  again(): Promise<Session | 'refused'>;
}

/** Another session of who acts, which has nothing else to do; nothing where there is no place for it. */
export async function secondOf<Session extends AsyncDisposable>(
  session: Again<Session>,
  prepare: (second: Session) => Promise<void> = async () => {},
): Promise<Session | undefined> {
  try {
    const login = await session.again();
    if (login === 'refused') return undefined;
    await prepare(login).catch(async (error: unknown) => {
      await login[Symbol.asyncDispose]();
      throw error;
    });
    return login;
  } catch (error) {
    if (error instanceof RotationError) return undefined;
    throw error;
  }
}
