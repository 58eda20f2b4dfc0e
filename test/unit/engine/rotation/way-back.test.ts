import { describe, expect, it } from 'vitest';
import type { SecretType, Service } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { isWayBack, longestRollbackToken, wayBack } from '../../../../shared/engine/rotation/way-back.ts';
import { engine, secret } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

describe('the version of a rollback', () => {
  it('is told from every other by its name', () => {
    const token = VersionId.parse('B1');
    expect(isWayBack(wayBack(token))).toBe(true);
    expect([token, 'my-rollback-1', 'rollback'].filter(isWayBack)).toEqual([]);
  });

  it('is as long as a version may be, where the token is as long as a token may be', () => {
    const longest = VersionId.parse('x'.repeat(longestRollbackToken));
    expect(wayBack(longest)).toHaveLength(64);
    expect(() => wayBack(VersionId.parse(`${longest}x`))).toThrow();
  });
});

describe('a rotation that goes on with a pending version', () => {
  /** The model as a service that can put a value first again; or one that cannot. */
  const goOn = async (
    pending: string,
    change: (service: Service<ModelValue>) => Partial<Service<ModelValue>>,
  ) => {
    const made = engine();
    await made.step('createSecret', pending);
    const plain = modelType(made.service);
    const type: SecretType<ModelValue> = {
      ...plain,
      open: async (access) => {
        const service = await plain.open(access);
        return { ...service, ...change(service) };
      },
    };
    expect(await made.run({ operation: 'rotate', secret }, { type })).toMatchObject({ Outcome: 'rotated' });
    return made.service;
  };

  const restored: string[] = [];
  const restoring = (service: Service<ModelValue>) => ({
    rollback: {
      restore: async (former: ModelValue, beside: ModelValue) => {
        restored.push(`${former.password} beside ${beside.password}`);
        await service.set(former, false, VersionId.parse('any'));
      },
    },
  });

  it.each([
    { pending: 'rollback-B1', change: restoring, does: 'puts the former value first again', calls: 1 },
    { pending: 'T1', change: restoring, does: 'sets a new value', calls: 0 },
    { pending: 'rollback-B1', change: () => ({}), does: 'sets what cannot be put first again', calls: 0 },
  ])('$does: $pending', async ({ pending, change, calls }) => {
    restored.length = 0;
    const service = await goOn(pending, change);
    expect(restored).toEqual(Array(calls).fill('model-value-1 beside first'));
    expect(service.accepted).toEqual(['model-value-1', 'first']);
  });

  it.each([
    ['tries the current value before it sets a new one', 'T1', ['model-value-1']],
    [
      'does not before it sets a former one, as the current one may be why somebody goes back',
      'rollback-B1',
      [],
    ],
  ])('%s', async (_, pending, tried) => {
    const stored: string[] = [];
    const tryCurrent = async ({ password }: ModelValue) => {
      stored.push(password);
    };
    await goOn(pending, () => ({
      login: { currentRefused: false, hasAccepted: () => true, testCurrent: tryCurrent },
    }));
    expect(stored).toEqual(tried);
  });
});
