import { chmod, copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists } from './cache.ts';
import { serverCertificates } from './certificates.ts';
import { giveAway } from './unprivileged.ts';

/** Short, since the path of a socket inside has room for about a hundred characters. */
const PREFIX = 'rotation-server-';

export interface PrivateDirectory {
  readonly path: string;
  readonly certificate: string;
  readonly key: string;
  readonly authority: { readonly path: string; readonly text: string };
}

/** A directory that only this process's account can enter. */
export async function makeOwnDirectory(): Promise<string> {
  await removeAbandoned();
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** A directory that only the server's account can enter, with the server's certificate in it. */
export async function makePrivateDirectory(): Promise<PrivateDirectory> {
  const path = await makeOwnDirectory();
  const source = await serverCertificates();
  const certificate = join(path, 'server.pem');
  const key = join(path, 'server.key');
  await copyFile(source.certificate, certificate);
  await copyFile(source.key, key);
  await chmod(key, 0o600);
  for (const given of [path, certificate, key]) await giveAway(given);
  const authority = { path: source.authority, text: await readFile(source.authority, 'utf8') };
  return { path, certificate, key, authority };
}

/** The name tells the process that made it; a process that was killed could not remove its own. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? /^\d+/.exec(name.slice(PREFIX.length))?.[0] : undefined;
    if (owner === undefined || (await exists(`/proc/${owner}`))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
