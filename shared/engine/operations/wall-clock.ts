import { minute } from '../../runtime/time.ts';

const longestOffset = 26 * 60 * minute;

/** Milliseconds of a quarter of an hour. Clocks are changed at full quarters, so one lookup serves a whole quarter. */
const quarter = 15 * minute;
const manyQuarters = 20_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

/** Known zones and their offsets. Asking the platform takes a hundred times as long. */
const zones = new Map<string, Zone>();

/** Returns the time that clocks in a zone show, as if that were UTC. Both are in milliseconds since the epoch. */
export function wallTime(zone: string, instant: number): number {
  return instant + offset(zone, instant);
}

/**
 * Returns the instant at which clocks in a zone show a time: the first one if they show it twice. If they never show
 * it, because they are put forward, returns the instant of that change.
 */
export function instantAt(zone: string, wall: number): number {
  const before = offset(zone, wall - longestOffset);
  const after = offset(zone, wall + longestOffset);
  const fits = [before, after].filter((one) => offset(zone, wall - one) === one);
  return fits.length > 0 ? wall - Math.max(...fits) : change(zone, wall - after, wall - before);
}

/** Returns the first instant with the offset of `late`. Expects one change between `early` and `late`. */
function change(zone: string, early: number, late: number): number {
  const wanted = offset(zone, late);
  let [from, to] = [early, late];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offset(zone, middle) === wanted) to = middle;
    else from = middle;
  }
  return to;
}

function offset(name: string, instant: number): number {
  if (name === 'UTC') return 0;
  const zone = zoneOf(name);
  const start = Math.floor(instant / quarter) * quarter;
  const known = zone.offsets.get(start);
  if (known !== undefined) return known;
  const found = shown(zone.format, start) - start;
  if (zone.offsets.size >= manyQuarters) zone.offsets.clear();
  zone.offsets.set(start, found);
  return found;
}

function shown(format: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minutes, second);
}

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = { format, offsets: new Map() };
  zones.set(name, zone);
  return zone;
}
