import { describe, expect, it } from 'vitest';
import { classify } from '../../../../shared/engine/rotation/preflight.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';

const id = (text: string | undefined) => (text === undefined ? undefined : VersionId.parse(text));

const stages = (current: string | undefined, pending?: string) => ({
  current: id(current),
  pending: id(pending),
  previous: id('v0'),
  versions: ['v-old', 'v0', 'v1', 'v2'].map((text) => VersionId.parse(text)),
});

describe('the version a caller names', () => {
  it.each([
    { token: 'v1', pending: undefined, kind: 'current' },
    { token: 'v1', pending: 'v2', kind: 'current' },
    { token: 'v1', pending: 'v1', kind: 'current' },
    { token: 'v2', pending: 'v2', kind: 'pending' },
    { token: 'v0', pending: 'v2', kind: 'superseded' },
    { token: 'v-old', pending: undefined, kind: 'superseded' },
    { token: 'new', pending: 'v2', kind: 'other-pending' },
    { token: undefined, pending: 'v2', kind: 'other-pending' },
    { token: 'new', pending: undefined, kind: 'clear' },
    { token: 'new', pending: 'v1', kind: 'clear' },
    { token: undefined, pending: 'v1', kind: 'clear' },
  ])('is $kind when it is $token, v1 is current and $pending is pending', ({ token, pending, kind }) => {
    expect(classify(stages('v1', pending), id(token)).kind).toBe(kind);
  });

  it('is not taken for the current one where neither is there', () => {
    expect(classify(stages(undefined), undefined)).toEqual({ kind: 'clear' });
  });
});
