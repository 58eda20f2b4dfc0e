import { describe, expect, it } from 'vitest';
import { rollback } from '../../../../shared/engine/operations/rollback.ts';
import type { Request } from '../../../../shared/engine/rotation/run-request.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret } from '../../../support/engine/engine.ts';

const version = (text: string) => VersionId.parse(text);

describe.each([
  ['from before the winner', undefined],
  ['that show its version as pending', version('T1')],
])('stages %s', (_, pending) => {
  /** A rotation as the winner, and `store` as one who waits for it reads: it lags behind for a while. */
  const behind = () => {
    const made = engine();
    const before = { ...made.store.stagesOf(secret), pending };
    const reads = { stale: 5 };
    const store = new Proxy(made.store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (name !== 'stages' || reads.stale === 0)
          return typeof member === 'function' ? member.bind(target) : member;
        reads.stale -= 1;
        return async () => before;
      },
    });
    return { ...made, store, reads, set: () => made.service.log.filter((line) => line === 'set') };
  };

  it('are not taken for the present ones by a rotation that had to wait for the lock', async () => {
    const { rotate, run, store, reads, set } = behind();
    const other: Request = { operation: 'rotate', secret, token: version('T2') };
    const ends = await Promise.all([rotate('T1'), run(other, { store })]);
    expect(ends.map(({ Outcome }) => Outcome)).toEqual(['rotated', 'superseded']);
    expect(reads.stale).toBe(0);
    expect(set()).toHaveLength(1);
  });

  it('nor by a rollback, which would undo what is promoted', async () => {
    const { rotate, ports, store, service, reads, set } = behind();
    const ends = await Promise.all([rotate('T1'), rollback({ ...ports, store }, secret, version('B1'))]);
    expect(ends.map(({ Outcome }) => Outcome)).toEqual(['rotated', 'superseded']);
    expect(reads.stale).toBe(0);
    expect(set()).toHaveLength(1);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
    expect(service.accepted).toEqual(['model-value-1', 'first']);
  });

  it('nor by a first step, which would take the promoted version for its own', async () => {
    const { rotate, run, store, reads } = behind();
    const step: Request = { operation: 'step', step: 'createSecret', secret, token: version('T2') };
    const [winner, waiting] = await Promise.allSettled([rotate('T1'), run(step, { store })]);
    expect(winner).toMatchObject({ value: { Outcome: 'rotated' } });
    expect(waiting).toMatchObject({ reason: { code: 'superseded' } });
    expect(reads.stale).toBe(0);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0', pending: undefined });
  });

  it('nor by a last step of the same rotation, which finds it done', async () => {
    const { rotate, run, store, reads } = behind();
    const step: Request = { operation: 'step', step: 'finishSecret', secret, token: version('T1') };
    const ends = await Promise.all([rotate('T1'), run(step, { store })]);
    expect(ends.map(({ Outcome }) => Outcome)).toEqual(['rotated', 'already-current']);
    expect(reads.stale).toBe(0);
  });
});
