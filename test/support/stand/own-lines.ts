import { readFrom } from './server-log.ts';
import type { Prepared } from './settings.ts';

/** What the server's log has of sessions of this secret's accounts, as other tests use the same server. */
export async function ownLines({
  server,
  account,
  logStart,
}: Pick<Prepared, 'server' | 'account' | 'logStart'>): Promise<string[]> {
  const lines = (await readFrom(server.log, logStart)).split('\n');
  if (server.engine === 'postgresql') return lines.filter((line) => line.includes(account.user));
  const own = new Set(lines.filter((line) => line.includes(` Connect\t${account.user}`)).map(threadOf));
  return lines.filter((line) => own.has(threadOf(line)));
}

/** Nothing for a further line of a statement. */
function threadOf(line: string): string | undefined {
  return /(\d+) [A-Z][a-z]+\t/.exec(line)?.[1];
}
