import type { Shown } from './show.ts';

/** A demo in numbers. */
export interface Summary {
  readonly kept: boolean;
  readonly text: string;
}

/** What a demo could not show here, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** Sums up a demo. A promise is kept only where it was tried: what was skipped is named. */
export function summarize(shown: readonly Shown[], skipped: readonly Skipped[], seconds: number): Summary {
  const sum = (of: (one: Shown) => number, some = shown) => some.reduce((all, one) => all + of(one), 0);
  const refused = ({ refused: count }: Shown) => count;
  const dual = shown.filter((one) => one.dual);
  const single = shown.filter((one) => !one.dual);
  const broken = shown.filter((one) => !one.kept);
  const parts = [
    `${sum((one) => one.rotations)} rotations in ${shown.length} ways and ${seconds} s`,
    `${sum((one) => one.logins)} logins of applications`,
    `${sum(refused, dual)} refused where the service holds two values`,
    `${sum(refused, single)} where it holds one, as it must`,
    skipped.length === 0
      ? 'nothing skipped'
      : `skipped: ${skipped.map(({ name, reason }) => `${name} (${reason})`).join(', ')}`,
    ...(broken.length === 0
      ? []
      : [`a promise was broken by ${broken.map(({ title }) => title).join(', ')}`]),
  ];
  return { kept: broken.length === 0, text: `${parts.join('; ')}.` };
}
