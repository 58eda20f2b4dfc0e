import type { Session } from './connector.ts';

/** Runs work in a transaction, and rolls it back on a throw. If even the rollback fails, the session is gone. */
export async function inTransaction<Result>(
  session: Session,
  work: () => Promise<Result>,
  end: 'commit' | 'rollback' = 'commit',
): Promise<Result> {
  await session.run('begin');
  try {
    const result = await work();
    await session.run(end);
    return result;
  } catch (error) {
    await session.run('rollback').catch(() => {});
    throw error;
  }
}
