import { describe, expect, it } from 'vitest';
import { runEmergency } from '../../../../shared/engine/operations/emergency.ts';
import type { RotationError } from '../../../../shared/engine/rotation/errors.ts';
import type { SecretType } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);

/**
 * An emergency that makes version E1, and right after it, as everything else is to be ended, the older T1 is made current
 * again. What is ended is accepted no more.
 */
async function overtaken({ isRecorded }: { readonly isRecorded: boolean }) {
  const made = engine({ previousFollowsCurrent: false });
  await made.rotate('T1');
  const model = modelType(made.service);
  const type: SecretType<ModelValue> = {
    ...model,
    open: async (access) => ({
      ...(await model.open(access)),
      revocation: {
        retire: async () => ({ state: 'retired' }),
        revokeAll: async (older) => {
          const ended = older.map(({ password }) => password);
          made.service.accepted = made.service.accepted.filter((one) => !ended.includes(one));
          return { sessions: undefined, gaps: [] };
        },
        testRevoked: async ({ password }) =>
          made.service.accepted.includes(password) ? 'accepted' : 'refused',
      },
    }),
  };
  let hasMoved = false;
  made.service.onCall = (call) => {
    if (call === 'before record' && !isRecorded) throw new Error('the status cannot be written');
    const { stages } = { stages: made.store.stagesOf(secret) };
    if (call !== 'before open' || hasMoved || stages.current !== 'emergency-E1') return;
    hasMoved = true;
    made.store.label(secret, 'previous', version('emergency-E1'));
    made.store.label(secret, 'current', version('T1'));
  };
  const request = { operation: 'emergency', secret, token: version('E1') } as const;
  const end = await runEmergency({ ...made.ports, type }, request).catch((error: RotationError) => error);
  expect(hasMoved).toBe(true);
  return { ...made, end };
}

describe('an emergency after which an older version is made current too late', () => {
  it('makes its own version current again, and ends the older one', async () => {
    const { end, service, store } = await overtaken({ isRecorded: true });
    expect(end).toMatchObject({ Outcome: 'evicted' });
    expect(service.accepted).toEqual(['model-value-2']);
    expect(store.stagesOf(secret).current).toBe('emergency-E1');
  });

  it('ends nothing, and fails, where it cannot tell that from a change by hand', async () => {
    const { end, service } = await overtaken({ isRecorded: false });
    expect(end).toMatchObject({ code: 'superseded', aftermath: 'applied' });
    expect(service.accepted).toContain('model-value-2');
  });
});
