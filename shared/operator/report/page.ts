import { instant as isoOf } from '../../runtime/time.ts';
import { version } from '../../runtime/version.ts';
import { concernsSection } from './concerns-section.ts';
import { document } from './document.ts';
import type { FleetReport } from './fleet-report.ts';
import { fleetTable } from './fleet-table.ts';
import { html, type Markup } from './markup.ts';
import { minuteOf } from './moment.ts';
import { style } from './style.ts';
import { timeLine } from './time-line.ts';

/** Returns the report as one page. The same report gives the same bytes. */
export function page(report: FleetReport): string {
  const { region, at, concerns, members } = report;
  const title = region === undefined ? 'Rotation of secrets' : `Rotation of secrets in ${region}`;
  const body = html`<header>
<h1>${title}</h1>
<p>As of <time datetime="${isoOf(at)}">${minuteOf(at)} UTC</time>. Written by rotator ${version}. This page contains no value of a secret.</p>
${tally(report)}
</header>
<main>
${
  members.length === 0
    ? html`<p class="quiet">No secret carries the tag rotation:type.</p>`
    : html`${concernsSection(concerns)}
<section aria-labelledby="coming">
<h2 id="coming">Coming due</h2>
${timeLine(members, at)}
</section>
<section aria-labelledby="fleet">
<h2 id="fleet">The fleet</h2>
${fleetTable(members, at)}
</section>`
}
</main>`;
  return document({ title, style, body });
}

function tally({ states, members }: FleetReport): Markup {
  const counts = Object.entries({ secrets: members.length, ...states });
  return html`<dl class="tally">${counts.map(
    ([name, count]) => html`
<div class="${name}"><dt>${name}</dt><dd>${count}</dd></div>`,
  )}
</dl>`;
}
