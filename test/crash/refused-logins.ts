import { open, stat } from 'node:fs/promises';
import type { Prepared } from '../stand/settings.ts';

/** Counts from here on how often the server turned down an account of this secret, by the server's own log. */
export async function watchRefusals({ server, account }: Prepared): Promise<() => Promise<number>> {
  const { size } = await stat(server.log);
  const own = new RegExp(`['"]${account.user}(_rt|_dba)?['"]`);
  return async () => {
    const lines = (await readFrom(server.log, size)).split('\n');
    return lines.filter((line) => /access denied|authentication failed/i.test(line) && own.test(line)).length;
  };
}

async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of file.createReadStream({ start, autoClose: false })) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    await file.close();
  }
}
