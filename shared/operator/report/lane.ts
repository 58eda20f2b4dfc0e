import { html, type Markup } from './markup.ts';
import type { Member } from './member.ts';
import { dateOf } from './moment.ts';
import type { Scale } from './scale.ts';

/** Half the width of a mark, in percent of the lane. A mark must not stick out at an edge. */
const inset = 1.5;

/** Returns the lane of one secret: its age as a bar, and the time it is due as a mark behind the bar. */
export function timeLine({ ageMs, dueAt: due, previous, state }: Member, scale: Scale): Markup {
  const { now, at } = scale;
  const dueAt = state === 'off' || state === 'deleting' ? undefined : due;
  const start = ageMs === undefined ? at(now) : at(now - ageMs);
  const grace = previous.state === 'in-grace' ? at(previous.until) : undefined;
  return html`<svg class="lane" width="100%" height="20" aria-hidden="true" focusable="false">
<line class="rail" x1="0" x2="100%" y1="10" y2="10"/>
${dueAt !== undefined && dueAt > now ? html`<line class="ahead" x1="${percent(at(now))}" x2="${percent(at(dueAt))}" y1="10" y2="10"/>` : undefined}
${grace === undefined ? undefined : html`<rect class="grace" x="${percent(at(now))}" width="${percent(grace - at(now))}" y="13" height="3"/>`}
<rect class="age ${state}" x="${percent(start)}" width="${percent(at(now) - start)}" y="7" height="6" rx="3"/>
<line class="now" x1="${percent(at(now))}" x2="${percent(at(now))}" y1="0" y2="20"/>
${dueAt === undefined ? undefined : mark(dueAt, scale)}
</svg>`;
}

/** Returns the mark of a due time. It is hollow if the time is beyond the edge. */
function mark(dueAt: number, { from, to, at }: Scale): Markup {
  const place = Math.min(100 - inset, Math.max(inset, at(dueAt)));
  return html`<circle class="${dueAt < from || dueAt > to ? 'due beyond' : 'due'}" cx="${percent(place)}" cy="10" r="4"/>`;
}

/** Returns the axis above the lanes. */
export function laneAxis({ from, now, to, at }: Scale): Markup {
  return html`<svg class="axis" width="100%" height="16" aria-hidden="true" focusable="false">
<text x="0" y="12">${dateOf(from).slice(5)}</text>
<text x="${percent(at(now))}" y="12" text-anchor="middle">now</text>
<text x="100%" y="12" text-anchor="end">${dateOf(to).slice(5)}</text>
</svg>`;
}

export function percent(value: number): string {
  return `${Number(value.toFixed(2))}%`;
}
