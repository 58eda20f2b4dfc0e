import { describe, expect, it } from 'vitest';
import { demoPage } from './page.ts';
import type { Shown } from './show.ts';
import { summarize } from './summary.ts';

const one: Shown = {
  title: 'rds-mysql, <dual>',
  row: [],
  kept: true,
  dual: true,
  rotations: 10,
  logins: 200,
  refused: 0,
  medians: [10, 20, 30, 40],
};
const single: Shown = { ...one, title: 'single', dual: false, refused: 3, medians: [5, 5, 5, 5] };

describe('the end of a demo', () => {
  it('says in numbers what was proven', () => {
    expect(summarize([one, single], [], 7)).toEqual({
      kept: true,
      text: '20 rotations in 2 ways and 7 s; 400 logins of applications; 0 refused where the service holds two values; 3 where it holds one, as it must; nothing skipped.',
    });
  });

  it('names what was skipped, and whose promise was broken', () => {
    const { kept, text } = summarize([{ ...one, kept: false }], [{ name: 'openssh', reason: 'no root' }], 7);
    expect(kept).toBe(false);
    expect(text).toContain('skipped: openssh (no root)');
    expect(text).toContain('a promise was broken by rds-mysql, <dual>');
  });

  it('draws each step as long as it took, on a page that runs nothing', () => {
    const page = demoPage([one, single], summarize([one, single], [], 7));
    expect(page).toContain('rds-mysql, &lt;dual&gt;');
    const widths = [...page.matchAll(/<rect x="[\d.]+" width="([\d.]+)"/g)].map(([, size]) => Number(size));
    expect(widths).toEqual([44, 88, 132, 176, 22, 22, 22, 22]);
    expect(page).not.toContain('<script');
  });
});
