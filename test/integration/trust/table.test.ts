import { describe, expect, it } from 'vitest';
import { documentedRows } from './table/find.ts';
import { gapsIn } from './table/gaps.ts';
import { attackBy, cells, grounds, rows, types } from './table/suite.ts';

describe('the table of who can do what', () => {
  it('has an attack for each row on every strategy of every type, or says why there is none', () => {
    expect(gapsIn(documentedRows(), types, rows, grounds)).toEqual([]);
    if (grounds.every((ground) => ground.isThere())) expect(cells.length).toBeGreaterThanOrEqual(60);
  });

  it('is not whole where a type, a strategy, a row or a right is new', () => {
    const gaps = (change: Partial<{ documented: string[]; types: typeof types; grounds: typeof grounds }>) =>
      gapsIn(
        change.documented ?? documentedRows(),
        change.types ?? types,
        rows,
        change.grounds ?? grounds,
      ).join();
    expect(gaps({ types: [...types, { type: 'no-such-type', strategies: ['none-such'] }] })).toBe(
      'no attacks on no-such-type, none-such',
    );
    const more = types.map((one) => ({ ...one, strategies: [...one.strategies, 'another'] }));
    for (const { type } of types) expect(gaps({ types: more })).toContain(`no attacks on ${type}, another`);
    expect(gaps({ documented: [...documentedRows(), 'may list the secrets'] })).toBe(
      'no attacks for who may list the secrets',
    );
    expect(gaps({ documented: documentedRows().slice(1) })).toMatch(/^SECURITY.md does not say who may put/);
    for (const ground of grounds)
      for (const silent of [{}, { server: [] }, { server: { absent: 'none' } }]) {
        const less = grounds.map((one) =>
          one === ground ? { ...one, attacks: { ...one.attacks, server: [], ...silent } } : one,
        );
        expect(gaps({ grounds: less })).toContain(
          `no attack on ${ground.type}, ${ground.strategy} (${ground.service}) of who runs the server`,
        );
      }
  });
});

attackBy(({ needsBundle }) => !needsBundle);
