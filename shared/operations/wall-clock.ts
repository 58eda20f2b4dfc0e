const minute = 60_000;
const longestOffset = 26 * 60 * minute;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show at an instant, as if that were UTC. Both in milliseconds since the epoch. */
export function wallTime(zone: string, instant: number): number {
  const shown = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minutes, second) + (((instant % 1_000) + 1_000) % 1_000);
}

/**
 * When clocks in a zone show a time. Where they show it twice, the first instant; where they never do, because they
 * are put forward, the instant at which they are.
 */
export function instantAt(zone: string, wall: number): number {
  const before = offset(zone, wall - longestOffset);
  const after = offset(zone, wall + longestOffset);
  const fits = [before, after].filter((one) => offset(zone, wall - one) === one);
  return fits.length > 0 ? wall - Math.max(...fits) : change(zone, wall - after, wall - before);
}

/** The first instant from which on clocks show what they show at `late`; one change lies between. */
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

function offset(zone: string, instant: number): number {
  return wallTime(zone, instant) - instant;
}

/** Making one takes longer than using it a hundred times. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, format);
  return format;
}
