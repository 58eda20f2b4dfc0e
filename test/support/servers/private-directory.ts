import { chmod, copyFile, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolder } from '../temporary/run-folder.ts';
import { serverCertificates } from './certificates.ts';
import { giveAway } from './unprivileged.ts';

export interface PrivateDirectory {
  readonly path: string;
  readonly certificate: string;
  readonly key: string;
  readonly authority: { readonly path: string; readonly text: string };
}

/** A directory that only this process's account can enter. */
export async function makeOwnDirectory(): Promise<string> {
  return mkdtemp(join(await runFolder(), 'server-'));
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
