import { readFileSync, statSync } from 'node:fs';
import { readVariable } from '../../runtime/environment.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import { readText } from './invoke.ts';

/** Whether a text names a source of a value that must not be visible in a command. */
export function isSource(text: string): boolean {
  return /^(env:.+|file:.+|-)$/s.test(text);
}

/**
 * Reads a value from `env:VARIABLE`, `file:PATH` or `-` for standard input. A line break at the end of a file or an
 * input is not part of it, as in a shell. Returns a complaint if the source cannot be read.
 */
export function readSource(source: string): Sensitive | string {
  if (source.startsWith('env:')) {
    const value = readVariable(source.slice('env:'.length));
    return value === undefined ? 'names a variable that is not set' : new Sensitive(value);
  }
  try {
    const text = source === '-' ? readText('-') : readFileSync(source.slice('file:'.length), 'utf8');
    return new Sensitive(text.replace(/\r?\n$/, ''));
  } catch {
    return 'cannot be read';
  }
}

/** Whether a source is a file that accounts other than its owner's may read. */
export function isReadByOthers(source: string): boolean {
  if (!source.startsWith('file:')) return false;
  const found = statSync(source.slice('file:'.length), { throwIfNoEntry: false });
  return found?.isFile() === true && (found.mode & 0o044) !== 0;
}
