import { PrivilegeMissing } from '../rotation/errors.ts';

/** Takes the locks of accounts one after the other, in their order. True when one was not free at once. */
export async function takeEach(
  accounts: readonly string[],
  take: (account: string) => Promise<boolean>,
): Promise<boolean> {
  let waited = false;
  for (const account of accounts) waited = (await take(account)) || waited;
  return waited;
}

/**
 * Ends whoever holds a lock, then takes it. That somebody else's session may not be ended is told only where it does not
 * end by itself either.
 */
export async function takeAfter(end: Promise<void>, take: () => Promise<boolean>): Promise<boolean> {
  const denied = await denial(end);
  try {
    return await take();
  } catch (error) {
    throw denied ?? error;
  }
}

async function denial(ending: Promise<void>): Promise<PrivilegeMissing | undefined> {
  try {
    await ending;
    return undefined;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return error;
    throw error;
  }
}
