import { instant as isoOf } from '../../runtime/time.ts';
import { laneAxis, timeLine } from './lane.ts';
import { html, type Markup } from './markup.ts';
import type { Member } from './member.ts';
import { fromNow, minuteOf, span } from './moment.ts';
import { type Scale, scaleOf } from './scale.ts';

/**
 * Returns a table with one row for each secret. On a narrow screen a row becomes a card. The roles keep the meaning of
 * a table when its layout is gone.
 */
export function fleetTable(members: readonly Member[], now: number): Markup {
  const scale = scaleOf(members, now);
  return html`<table role="table">
<caption>Every secret, the most urgent first. A bar shows its age, a dot when it is due, the vertical line is now.</caption>
<thead role="rowgroup"><tr role="row">
${['Secret', 'State', 'Rotated', 'Due', 'Previous credential'].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
<th role="columnheader" scope="col">Time line${laneAxis(scale)}</th>
</tr></thead>
<tbody role="rowgroup">${members.map((member) => row(member, now, scale))}
</tbody>
</table>`;
}

function row(member: Member, now: number, scale: Scale): Markup {
  const { secret, type, strategy } = member;
  return html`
<tr role="row">
<th role="rowheader" scope="row"><bdi class="name">${secret}</bdi><span class="kind"><bdi>${type || 'no type'}</bdi> · <bdi>${strategy}</bdi></span></th>
${cell('State', stateOf(member))}
${cell('Rotated', rotated(member))}
${cell('Due', due(member, now))}
${cell('Previous', previous(member, now))}
${cell('Time line', timeLine(member, scale), 'drawn')}
</tr>`;
}

function cell(label: string, content: Markup, kind = 'told'): Markup {
  return html`<td role="cell" class="${kind}"><span class="label" aria-hidden="true">${label}</span><div>${content}</div></td>`;
}

function stateOf({ state, failures, lastError }: Member): Markup {
  const badge = html`<span class="state ${state}">${state}</span>`;
  if (lastError === undefined) return badge;
  return html`${badge} <small><bdi>${lastError}</bdi>${failures > 1 ? ` × ${failures}` : ''}</small>`;
}

function rotated({ ageMs, rotatedAt }: Member): Markup {
  if (ageMs === undefined) return html`<span class="none">unknown</span>`;
  if (rotatedAt === undefined) return html`never <small>made ${span(ageMs)} ago</small>`;
  return html`${span(ageMs)} ago <small>${time(rotatedAt)}</small>`;
}

function due({ dueAt, state }: Member, now: number): Markup {
  if (state === 'malformed') return html`<span class="none">unknown</span>`;
  if (state === 'deleting') return html`<span class="none">never again</span>`;
  if (dueAt === undefined) return html`<span class="none">by hand</span>`;
  if (state === 'off') return html`<span class="none">switched off</span>`;
  return html`${fromNow(dueAt, now)} <small>${time(dueAt)}</small>`;
}

function previous({ previous: one, users }: Member, now: number): Markup {
  const used = users === undefined ? undefined : usersOf(users);
  switch (one.state) {
    case 'none':
      return html`<span class="none">none on record</span> ${used}`;
    case 'in-grace':
      return html`kept ${span(one.until - now)} more <small>${time(one.until)}</small> ${used}`;
    case 'over':
      return html`grace over <small>since ${span(now - one.since)}</small> ${used}`;
    case 'ended':
      return html`ended ${used}`;
    default:
      return one satisfies never;
  }
}

function usersOf(users: NonNullable<Member['users']>): Markup {
  if (users.state === 'unseen') return html`<small>users unknown: <bdi>${users.why}</bdi></small>`;
  if (users.places.length === 0) return html`<small>nobody uses it</small>`;
  return html`<small>used by ${users.places.map(
    ({ account, from = 'an unknown place', sessions }, index) =>
      html`${index === 0 ? '' : ', '}<bdi>${account}</bdi> from <bdi>${from}</bdi>${sessions === undefined ? undefined : ` × ${sessions}`}`,
  )}</small>`;
}

function time(instant: number): Markup {
  return html`<time datetime="${isoOf(instant)}">${minuteOf(instant)}</time>`;
}
