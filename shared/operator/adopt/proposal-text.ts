import { paints as pc } from '../cli/paint.ts';
import { planText, section } from '../cli/plan.ts';
import { changeBetween, type Tags } from './tag-settings.ts';
import type { Trial } from './try-draft.ts';

/** Returns a proposal as text of several paragraphs: its plan, its notes, and the tags that it would change. */
export function proposalText(
  { plan, unreachable }: Trial,
  notes: readonly string[],
  before: Tags,
  after: Tags,
): string {
  const untried = unreachable === undefined ? [] : [`no login was tried: ${unreachable}`];
  return [
    ...(plan === undefined ? [] : [planText(plan)]),
    ...section('About this change', [...untried, ...notes].map(pc.yellow)),
    ...section('Tags', tagLines(before, after)),
  ].join('\n\n');
}

function tagLines(before: Tags, after: Tags): string[] {
  const { written, removed } = changeBetween(before, after);
  const keys = [...Object.keys(written), ...removed];
  const width = Math.max(...keys.map((key) => key.length));
  return keys.map((key) => {
    const old = before[key] === undefined ? '' : `${before[key]} -> `;
    return `${key.padEnd(width)}  ${old}${after[key] ?? '(removed)'}`;
  });
}
