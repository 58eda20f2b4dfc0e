import { document } from '../../../shared/operator/report/document.ts';
import { html, type Markup } from '../../../shared/operator/report/markup.ts';
import { style } from '../../../shared/operator/report/style.ts';
import type { Shown } from './show.ts';
import type { Summary } from './summary.ts';

const colours = ['#5b6b7a', '#b26a00', '#2f6fb3', '#1f7a4d'];
const steps = ['create', 'set', 'test', 'finish'];
/** What the page of a fleet has no need of: bars beside numbers. */
const own = html`
table { table-layout: auto; }
table th, table td { width: auto; overflow-wrap: normal; }
svg { display: inline-block; }
`;
const width = 440;
const height = 22;

/** Returns a page of what a demo has shown: the time of each step in every strategy, and what was refused. */
export function demoPage(shown: readonly Shown[], summary: Summary): string {
  const longest = Math.max(1, ...shown.map(({ medians }) => medians.reduce((sum, one) => sum + one, 0)));
  const body = html`<header>
<h1>Rotations of the demo</h1>
<p>${summary.text}</p>
</header>
<main>
<section aria-labelledby="strategies">
<h2 id="strategies">Each strategy: the median time of its four steps, in milliseconds</h2>
<p>${legend()}</p>
<table>
<thead><tr><th scope="col">Secret</th><th scope="col">Steps</th><th scope="col">Rotations</th><th scope="col">Logins</th><th scope="col">Refused</th></tr></thead>
<tbody>${shown.map((one) => row(one, longest))}</tbody>
</table>
</section>
</main>`;
  return document({ title: 'Rotations of the demo', style: html`${style}${own}`, body });
}

function legend(): Markup {
  return html`${steps.map(
    (name, index) =>
      html`<svg width="14" height="14" role="img"><title>${name}</title><rect width="14" height="14" fill="${colours[index]}"/></svg> ${name} `,
  )}`;
}

function row({ title, medians, rotations, logins, refused }: Shown, longest: number): Markup {
  const spoken = medians.map((one, index) => `${steps[index]} ${one} ms`).join(', ');
  return html`
<tr><td>${title}</td><td><svg width="${width}" height="${height}" role="img"><title>${spoken}</title>${bars(medians, longest)}</svg></td><td>${rotations}</td><td>${logins}</td><td>${refused}</td></tr>`;
}

function bars(medians: readonly number[], longest: number): readonly Markup[] {
  let left = 0;
  return medians.map((one, index) => {
    const size = (one / longest) * width;
    const bar = html`<rect x="${left.toFixed(1)}" width="${size.toFixed(1)}" height="${height}" fill="${colours[index]}"/>`;
    left += size;
    return bar;
  });
}
