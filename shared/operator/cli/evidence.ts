import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evictionPage } from '../report/eviction-page.ts';
import type { EvictionReport } from '../report/eviction-report.ts';

/** Makes the folder before anything is ended. Throws if it is not writable: the operator must first name another. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK | constants.X_OK);
}

/** Writes the report twice: for programs, and for people. It never overwrites an existing file. */
export async function writeEvidence(folder: string, report: EvictionReport): Promise<string[]> {
  const [one, ...others] = report.Secrets.map(({ SecretId }) => SecretId.replace(/^.*secret\//, ''));
  const subject = others.length === 0 ? one : `${report.Secrets.length}-secrets`;
  const name = `eviction-${subject?.replaceAll(/[^\w.-]/g, '_')}-${report.StartedAt.replaceAll(/[:.]/g, '-')}`;
  const files = [join(folder, `${name}.json`), join(folder, `${name}.html`)] as const;
  const flag = { flag: 'wx', mode: 0o600 };
  await writeFile(files[0], `${JSON.stringify(report, null, 2)}\n`, flag);
  await writeFile(files[1], evictionPage(report), flag);
  return [...files];
}
