import { open, stat } from 'node:fs/promises';

/** How long the log of a server is. A test that shares the server takes what comes after, as the whole is of all tests before it. */
export async function lengthOf(log: string): Promise<number> {
  return (await stat(log)).size;
}

/** What the log has from that byte on. */
export async function readFrom(log: string, start: number): Promise<string> {
  const file = await open(log);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of file.createReadStream({ start, autoClose: false })) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    await file.close();
  }
}
