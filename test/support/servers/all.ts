import { startMariadb } from './mariadb.ts';
import { startMysql } from './mysql.ts';
import { startPostgresql } from './postgresql.ts';
import { type DatabaseServer, EngineUnavailable } from './server.ts';
import { startSshd } from './sshd.ts';

/** The newest of each family. */
const newest = {
  'postgresql 18': () => startPostgresql('18'),
  'mysql 9.7': () => startMysql(),
  'mariadb 10.11': () => startMariadb(),
};

const starts = {
  'postgresql 14': () => startPostgresql('14'),
  'postgresql 16': () => startPostgresql('16'),
  ...newest,
};

export interface StartedServers extends AsyncDisposable {
  readonly servers: readonly DatabaseServer[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** One server of each engine and version, started side by side. A failure stops those that did start. */
export function startAll(): Promise<StartedServers> {
  return startEach(starts);
}

/** One server of each engine, of its newest version. */
export function startNewest(): Promise<StartedServers> {
  return startEach(newest);
}

async function startEach(
  starts: Readonly<Record<string, () => Promise<DatabaseServer>>>,
): Promise<StartedServers> {
  const skipped: { name: string; reason: string }[] = [];
  const outcomes = await Promise.allSettled(
    Object.entries(starts).map(async ([name, start]) => {
      try {
        return await start();
      } catch (failure) {
        if (!(failure instanceof EngineUnavailable)) throw failure;
        skipped.push({ name, reason: failure.reason });
        return undefined;
      }
    }),
  );
  const servers = outcomes
    .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined))
    .filter((server) => server !== undefined);
  const stopAll = async () => {
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  };
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stopAll();
    throw failed.reason;
  }
  return { servers, skipped, [Symbol.asyncDispose]: stopAll };
}

/** Why no SSH server can be had, if so. The tests that need one start their own: it takes a moment only. */
export async function whySshdIsSkipped(): Promise<string | undefined> {
  try {
    await using _ = await startSshd();
    return undefined;
  } catch (failure) {
    if (!(failure instanceof EngineUnavailable)) throw failure;
    return failure.reason;
  }
}
