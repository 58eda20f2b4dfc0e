import { SecretId } from '../../engine/rotation/store.ts';
import type { Concern } from './concern.ts';
import { html, type Markup } from './markup.ts';

/** Returns the section on what needs the operator, the worst first, with the command to begin with if there is one. */
export function concernsSection(concerns: readonly Concern[]): Markup {
  const acting = concerns.filter(({ level }) => level === 'act');
  const watching = concerns.filter(({ level }) => level === 'watch');
  return html`<section aria-labelledby="act">
<h2 id="act">Needs the operator</h2>
${acting.length === 0 ? html`<p class="quiet good">Nothing. Every secret is rotated as it should be.</p>` : list(acting)}
${watching.length === 0 ? undefined : html`<h2>Worth a look</h2>\n${list(watching)}`}
</section>`;
}

function list(concerns: readonly Concern[]): Markup {
  return html`<ul class="concerns">${concerns.map(one)}
</ul>`;
}

function one({ level, title, advice, command, secrets }: Concern): Markup {
  const [first] = secrets;
  return html`
<li class="${level}"><h3>${title} <span class="number">${secrets.length}</span></h3>
<p>${advice}</p>
<ul>${secrets.map(
    ({ secret, detail }) => html`
<li><bdi class="name">${secret}</bdi> <span class="detail">${detail}</span></li>`,
  )}</ul>
${command && first ? beginWith(command, first.secret) : undefined}</li>`;
}

/** Returns a command to paste into a shell. Returns undefined if a shell would read the name differently. */
function beginWith(command: string, secret: string): Markup | undefined {
  if (!SecretId.safeParse(secret).success) return undefined;
  return html`<p class="command"><code>rotator ${command} ${secret}</code></p>`;
}
