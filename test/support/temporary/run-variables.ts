import { RUN } from './mortal-folder.ts';

/** Of the variables of this process those that every process of its run has, so that it is found and ended with it. */
export function runVariables(): Readonly<Record<string, string | undefined>> {
  const { PATH, TMPDIR, [RUN]: run } = process.env;
  return { PATH, TMPDIR, [RUN]: run };
}
