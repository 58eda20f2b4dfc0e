import { html } from './markup.ts';

/** The style sheet for light, dark and paper: system fonts and a few colours. Words repeat what each colour says. */
export const style = html`
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #1b2430; --soft: #56616f; --line: #d9dee5;
  --bad: #b3261e; --warn: #8a5300; --good: #1c6b3c; --calm: #2c5c9c; --off: #5d6673;
  --bad-back: #fdeceb; --warn-back: #fdf2e0; --good-back: #e6f4eb; --calm-back: #e8f0fa; --off-back: #eceff3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #1b2129; --ink: #e6eaf0; --soft: #a3adba; --line: #343d49;
    --bad: #ff9d94; --warn: #f3bd6b; --good: #7fd3a0; --calm: #94bdf5; --off: #adb6c2;
    --bad-back: #3d1f1d; --warn-back: #38290f; --good-back: #16321f; --calm-back: #1a2c45; --off-back: #2a313b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 80rem; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem;
  background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.125rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: 0.25rem 0; }
small, .detail, .kind, figcaption, caption, header > p { color: var(--soft); font-size: 0.8125rem; }
.name { font-weight: 600; }
.none, .quiet { color: var(--soft); }
.good { color: var(--good); }
time { white-space: nowrap; }
td time { font-variant-numeric: tabular-nums; }

.tally { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1rem 0 0; }
.tally div {
  display: flex; flex-direction: column-reverse; min-width: 5rem; padding: 0.5rem 0.75rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem;
}
.tally dt { font-size: 0.8125rem; color: var(--soft); }
.tally dd { margin: 0; font-size: 1.375rem; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tally .drifted dd, .tally .stopped dd, .tally .malformed dd, .tally .failing dd { color: var(--bad); }
.tally .due dd { color: var(--warn); }
.tally .ok dd { color: var(--good); }

.concerns, .concerns ul { list-style: none; margin: 0; padding: 0; }
.concerns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0.75rem; }
.concerns > li {
  padding: 0.75rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-left: 0.3rem solid var(--calm); border-radius: 0.5rem;
}
.concerns > .act { border-left-color: var(--bad); }
.concerns ul { margin: 0.5rem 0;  }
.concerns ul li { padding: 0.125rem 0; }
.concerns .detail { display: block; }
.number {
  display: inline-block; min-width: 1.5rem; padding: 0 0.4rem; border-radius: 1rem; text-align: center;
  font-size: 0.8125rem; background: var(--off-back); color: var(--ink);
}
.command code {
  display: inline-block; padding: 0.125rem 0.5rem; border-radius: 0.25rem;
  background: var(--off-back); font: 0.8125rem/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}

figure { margin: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; }
svg { display: block; overflow: visible; }
svg text { font-size: 11px; fill: var(--soft); }
svg .count { font-weight: 600; fill: var(--ink); }
.rail { stroke: var(--line); stroke-width: 1; }
.columns .ahead, .columns .later { fill: var(--calm); }
.columns .overdue { fill: var(--bad); }
.lane .ahead { stroke: var(--calm); stroke-width: 1.5; stroke-dasharray: 2 3; }
.lane .now { stroke: var(--soft); stroke-width: 1; }
.lane .grace { fill: var(--warn); }
.lane .age { fill: var(--good); }
.lane .drifted, .lane .stopped, .lane .malformed, .lane .failing { fill: var(--bad); }
.lane rect.due { fill: var(--warn); }
.lane .off, .lane .deleting { fill: var(--off); }
.lane circle { fill: var(--calm); stroke: var(--card); stroke-width: 1.5; }
.lane .beyond { fill: var(--card); stroke: var(--calm); }

table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; }
caption { padding: 0 0 0.5rem; text-align: left; }
th, td { padding: 0.5rem 0.75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: normal; }
thead th { border-top: 0; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
.kind, td small { display: block; }
.label { display: none; }
tr > :first-child { width: 26%; }
tr > :nth-child(2) { width: 16%; }
tr > :last-child { width: 22%; }
table { table-layout: fixed; }
.axis { margin-top: 0.25rem; }
.state { display: inline-block; padding: 0 0.5rem; border-radius: 1rem; font-size: 0.8125rem; font-weight: 600; background: var(--off-back); color: var(--off); }
.state.drifted, .state.stopped, .state.malformed, .state.failing { background: var(--bad-back); color: var(--bad); }
.state.due { background: var(--warn-back); color: var(--warn); }
.state.new { background: var(--calm-back); color: var(--calm); }
.state.ok { background: var(--good-back); color: var(--good); }

@media (max-width: 60rem) {
  table, tr, th, td { display: block; }
  table { background: none; border: 0; }
  caption { display: block; }
  tbody { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 0.75rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: 0.75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; }
  th, td { padding: 0.125rem 0; border: 0; }
  tr > th:first-child { width: auto; padding-bottom: 0.375rem; }
  tr > td:nth-child(n) { width: auto; }
  td { display: grid; grid-template-columns: 8rem 1fr; gap: 0.5rem; }
  .label { display: block; color: var(--soft); font-size: 0.8125rem; line-height: 1.85; }
  td small { display: inline; }
  td.drawn { display: block; width: auto; padding-top: 0.375rem; }
  td.drawn .label { display: none; }
}
@media (max-width: 30rem) {
  td { grid-template-columns: 6.5rem 1fr; }
}
@media print {
  :root {
    --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --bad: #b3261e; --warn: #8a5300; --good: #1c6b3c; --calm: #2c5c9c; --off: #5d6673;
    --bad-back: #fff; --warn-back: #fff; --good-back: #fff; --calm-back: #fff; --off-back: #fff;
  }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .concerns > li, tr, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  svg rect, svg circle, .state { print-color-adjust: exact; }
}
`;
