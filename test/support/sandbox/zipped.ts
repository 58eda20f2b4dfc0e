import { zipSync } from 'fflate';

/** A package as the build makes one, with the files given, in base64. */
export function zipped(files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(([name, text]): [string, Uint8Array] => [
    name,
    Buffer.from(text),
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries))).toString('base64');
}
