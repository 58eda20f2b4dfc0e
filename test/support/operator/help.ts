import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../../shared/operator/cli/run.ts';

/** What the command line prints as help: of itself, or of the command that the words name. */
export async function helpOf(...words: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  await run([], [...words, '--help'], { stdout, stderr: new PassThrough() });
  stdout.end();
  return text(stdout);
}

/** Whether a help names the option. */
export function hasOption(help: string, option: string): boolean {
  return new RegExp(`^ +(-\\w, )?${option}\\b`, 'm').test(help);
}
