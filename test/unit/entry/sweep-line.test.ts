import { describe, expect, it } from 'vitest';
import { type SweepOutcome, Tally } from '../../../shared/engine/operations/sweep/outcome.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { sweepLine } from '../../../shared/entry/sweep-line.ts';

function lineOf(...outcomes: readonly SweepOutcome[]) {
  const tally = new Tally();
  tally.add(outcomes.map((Outcome, index) => ({ SecretId: SecretId.parse(`secret-${index}`), Outcome })));
  return sweepLine(tally.result('generic'));
}

describe('the line of a sweep', () => {
  it('says that all is well where nothing was to be done, as much as where something was done', () => {
    expect(lineOf()).toMatchObject({ level: 'info', event: 'swept-well', type: 'generic', counts: {} });
    expect(lineOf('rotated', 'not-due')).toMatchObject({ event: 'swept-well', counts: { rotated: 1 } });
    expect(lineOf('postponed', 'apart', 'handed-over')).toMatchObject({ event: 'swept-well' });
  });

  it.each(['failed', 'malformed', 'stopped', 'drifted', 'left'] as const)(
    'does not say so where one secret of two ended as %s',
    (outcome) => {
      expect(lineOf('rotated', outcome)).toMatchObject({ level: 'warn', event: 'swept-badly' });
    },
  );
});
