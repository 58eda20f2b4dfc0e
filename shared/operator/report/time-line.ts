import { day } from '../../runtime/time.ts';
import { percent } from './lane.ts';
import { html, type Markup } from './markup.ts';
import type { Member } from './member.ts';
import { dateOf } from './moment.ts';

/** The number of columns between the first and the last one. `units` are what a column may stand for. */
const columns = 14;
/** The share of all dates that must fit before the last column. */
const usual = 0.8;
const units = [
  { length: day, name: 'day' },
  { length: 7 * day, name: 'week' },
  { length: 30 * day, name: '30 days' },
];

interface Column {
  readonly label: string;
  readonly count: number;
  readonly kind: 'overdue' | 'ahead' | 'later';
}

const height = 132;
const baseline = 108;
const tallest = 84;

/** Returns how many secrets are due when, as columns, and in words for readers who do not see them. */
export function timeLine(members: readonly Member[], now: number): Markup {
  const { unit, all } = arrange(members, now);
  if (all.every(({ count }) => count === 0)) return html`<p class="quiet">No secret has a due date.</p>`;
  const most = Math.max(...all.map(({ count }) => count));
  const words = all.filter(({ count }) => count > 0).map(({ label, count }) => `${label}: ${count}`);
  return html`<figure>
<svg class="columns" width="100%" height="${height}" role="img" aria-label="Secrets due, by ${unit}. ${words.join(', ')}.">
<line class="rail" x1="0" x2="100%" y1="${baseline}" y2="${baseline}"/>
${all.map((column, index) => draw(column, index, most, all.length))}
</svg>
<figcaption>Secrets by the ${unit} in which they are due, from ${dateOf(now)} on. Times are in UTC.</figcaption>
</figure>`;
}

function arrange(members: readonly Member[], now: number): { unit: string; all: readonly Column[] } {
  const dates = members
    .filter(({ state }) => state !== 'off' && state !== 'deleting')
    .flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt]));
  const enough = usual * dates.length;
  const unit =
    units.find(({ length }) => dates.filter((date) => date < now + columns * length).length >= enough) ??
    units.at(-1);
  const { length, name } = unit ?? { length: day, name: 'day' };
  const within = (from: number, to: number) => dates.filter((date) => date >= from && date < to).length;
  const ahead = Array.from({ length: columns }, (_, index): Column => {
    const from = now + index * length;
    return { label: dateOf(from).slice(5), count: within(from, from + length), kind: 'ahead' };
  });
  const overdue: Column = {
    label: 'overdue',
    count: within(Number.NEGATIVE_INFINITY, now),
    kind: 'overdue',
  };
  const later: Column = {
    label: 'later',
    count: within(now + columns * length, Number.POSITIVE_INFINITY),
    kind: 'later',
  };
  return { unit: name, all: [overdue, ...ahead, later] };
}

function draw({ label, count, kind }: Column, index: number, most: number, of: number): Markup {
  const width = 100 / of;
  const tall = count === 0 ? 0 : Math.max(3, (tallest * count) / most);
  const left = index * width;
  return html`${
    count === 0
      ? undefined
      : html`<rect class="${kind}" x="${percent(left + width * 0.12)}" width="${percent(width * 0.76)}" y="${baseline - tall}" height="${tall}" rx="2"/>
<text class="count" x="${percent(left + width / 2)}" y="${baseline - tall - 5}" text-anchor="middle">${count}</text>`
  }
${isLabelled(index, of) ? html`<text x="${percent(index === 0 ? 0 : index === of - 1 ? 100 : left + width / 2)}" y="${height - 8}" text-anchor="${index === 0 ? 'start' : index === of - 1 ? 'end' : 'middle'}">${label}</text>` : undefined}`;
}

/** Whether a column has a label. On a phone, there is no room for all labels. */
function isLabelled(index: number, of: number): boolean {
  return index === 0 || index === of - 1 || (index % 4 === 0 && index < of - 2);
}
