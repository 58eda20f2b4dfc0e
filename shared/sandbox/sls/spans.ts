import { day, hour, minute, second } from '../../runtime/time.ts';
import { NotUnderstood } from './search.ts';

const units = new Map([
  ['s', second],
  ['m', minute],
  ['h', hour],
  ['d', day],
]);

/** Reads `-15m` or `now`, and returns how many milliseconds ago that is. Throws NotUnderstood. */
export function readSpan(text: string): number {
  if (text === 'now') return 0;
  const [, count = '', unit = ''] = /^-(\d{1,6})([smhd])$/.exec(text) ?? [];
  const span = Number(count) * (units.get(unit) ?? 0);
  if (span === 0) throw new NotUnderstood(`"${text}" is no span such as -15m`);
  return span;
}

/** Reads a zone such as `+0800`, and returns minutes east of UTC. Throws NotUnderstood. */
export function readOffset(text: string): number {
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d)(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) throw new NotUnderstood(`"${text}" is no time zone such as +0800`);
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}
