import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type * as z from 'zod';
import { VersionId } from '../../../engine/rotation/store.ts';
import { longestRollbackToken } from '../../../engine/rotation/way-back.ts';
import { hour } from '../../../runtime/time.ts';
import { readText } from '../invoke.ts';

/** Returns a parser of a flag or an argument. All parsers here throw what commander shows as wrong usage. */
export function parsedBy<Schema extends z.ZodType>(schema: Schema): (text: string) => z.output<Schema> {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues.map((issue) => issue.message).join('; '));
  };
}

/** Parses seconds, and returns milliseconds. */
export function seconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number of seconds');
  return Number(text) * 1_000;
}

/** Parses hours, and returns milliseconds. */
export function hours(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('must be a whole number of hours');
  return Number(text) * hour;
}

/** Parses a number of days. ActionTrail keeps events for 90 days. Source: ActionTrail, "Query events". */
export function daysBack(text: string): number {
  if (!/^[1-9]\d?$/.test(text) || Number(text) > 90)
    throw new InvalidArgumentError('must be a number of days from 1 to 90');
  return Number(text);
}

export function rollbackToken(text: string): VersionId {
  if (text.length > longestRollbackToken)
    throw new InvalidArgumentError(`is longer than ${longestRollbackToken} characters`);
  return parsedBy(VersionId)(text);
}

export function tagged(text: string): { readonly key: string; readonly value: string } {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError('must be a tag such as team=payments');
  return { key, value };
}

/** Returns a path that can be written. It is checked before any call to the cloud. */
export function writable(path: string): string {
  try {
    const place = statSync(path, { throwIfNoEntry: false });
    if (place?.isDirectory()) throw new InvalidArgumentError('is a folder');
    accessSync(place ? path : dirname(path), constants.W_OK);
    return path;
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw new InvalidArgumentError('cannot be written');
  }
}

/** Returns a path that can be written, and where nothing is yet. */
export function newFile(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })) throw new InvalidArgumentError('exists already');
  return writable(path);
}

export function atOnce(text: string): number {
  if (!/^[1-9]\d?$|^100$/.test(text)) throw new InvalidArgumentError('must be a number from 1 to 100');
  return Number(text);
}

/** Returns the text of a file, or of standard input. */
export function readable(path: string): string {
  try {
    return readText(path);
  } catch {
    throw new InvalidArgumentError('cannot be read');
  }
}

export function variable(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('must have the form NAME=VALUE');
  return { ...others, [name]: value };
}

export function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('must be a port');
  return Number(text);
}
