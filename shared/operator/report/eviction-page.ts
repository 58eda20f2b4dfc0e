import type { Ended } from '../../engine/rotation/result.ts';
import { document } from './document.ts';
import type { Eviction, EvictionReport } from './eviction-report.ts';
import { html, type Markup } from './markup.ts';

const words = {
  refused: 'refused by the service',
  accepted: 'still accepted',
  untried: 'not tried: one failed login would lock the account',
  renewed: 'holds the current value',
  elsewhere: 'belongs to another service or account than the current value',
  'nothing-to-try': 'installed nowhere, so nothing could be tested',
} satisfies Record<Ended['Proof'], string>;

const good: readonly Ended['Proof'][] = ['refused', 'renewed'];

const style = html`
:root { color-scheme: light dark; --ink: #1b2430; --soft: #56616f; --line: #d9dee5; --good: #1c6b3c; --bad: #b3261e; --ground: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #a3adba; --line: #343d49; --good: #7fd3a0; --bad: #ff9d94; --ground: #12161c; }
}
body {
  margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 0.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin-top: 0.75rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 400; }
td:nth-child(2) { white-space: nowrap; overflow-wrap: normal; }
.good { color: var(--good); }
.bad { color: var(--bad); }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
`;

/** Returns the evidence of an emergency as a page that is readable without anything else. */
export function evictionPage(report: EvictionReport): string {
  const { Secrets, Reason, AskedBy, Region, StartedAt, FinishedAt } = report;
  const done = Secrets.filter(({ Outcome }) => Outcome === 'evicted').length;
  const body = html`<main>
<h1>Emergency rotation: ${done} of ${Secrets.length} evicted</h1>
${facts([
  ['Why', Reason],
  ['Asked by', AskedBy ?? 'not known: STS did not answer'],
  ['Region', Region ?? 'not named'],
  ['From', StartedAt],
  ['Until', FinishedAt],
])}
${Secrets.map(section)}
</main>`;
  return document({ title: `Emergency rotation of ${StartedAt}`, style, body });
}

function section({ SecretId, Outcome, VersionId, Strategy, Evidence, Error: error }: Eviction): Markup {
  const isDone = Outcome === 'evicted';
  const sessions = Evidence?.Sessions;
  return html`<section>
<h2>${SecretId}: <span class="${isDone ? 'good' : 'bad'}">${Outcome ?? error?.code}</span></h2>
${facts([
  ['What failed', error && `${error.message} (aftermath: ${error.aftermath})`],
  ['New version', VersionId],
  ['Strategy', Strategy],
  ['Time to eviction', Evidence && `${Evidence.EvictionMs} ms`],
  ['Earlier sessions', sessions && `${sessions.Found} found, ${sessions.Ended} ended`],
  ['Not checked', Evidence?.Unchecked?.join('; ')],
  ['Left to do', Evidence && Evidence.Gaps.length > 0 ? Evidence.Gaps.join('; ') : undefined],
])}
${Evidence && Evidence.Replaced.length > 0 ? generations(Evidence.Replaced) : ''}
</section>`;
}

function generations(replaced: readonly Ended[]): Markup {
  const row = ({ VersionId, Stage, Proof }: Ended) =>
    html`<tr><td>${VersionId}</td><td>${Stage ?? 'none'}</td><td class="${good.includes(Proof) ? 'good' : 'bad'}">${words[Proof]}</td></tr>`;
  return html`<table>
<thead><tr><th>Old version</th><th>Stage before</th><th>Tried after</th></tr></thead>
<tbody>${replaced.map(row)}</tbody>
</table>`;
}

function facts(entries: readonly (readonly [string, string | undefined])[]): Markup {
  const told = entries.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl>${told.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
