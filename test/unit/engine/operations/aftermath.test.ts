import { describe, expect, it } from 'vitest';
import { runEmergency } from '../../../../shared/engine/operations/emergency.ts';
import { retire } from '../../../../shared/engine/operations/retire.ts';
import { rollback } from '../../../../shared/engine/operations/rollback.ts';
import { verify } from '../../../../shared/engine/operations/verify.ts';
import { PrivilegeMissing, Refused, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import type { Revocation, SecretType, Service } from '../../../../shared/engine/rotation/service.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import type { ModelValue } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);
const lost = () => new Unreachable('the model service', 'no answer');
const throwing = (error: Error) => async () => {
  throw error;
};

/** A type whose services can do more than the model's. */
function able(
  type: SecretType<ModelValue>,
  more: Partial<Service<ModelValue>>,
  check?: SecretType<ModelValue>['check'],
): SecretType<ModelValue> {
  return {
    ...type,
    ...(check && { check }),
    open: async (access) => ({ ...(await type.open(access)), ...more }),
  };
}

describe('a repair', () => {
  const repaired = async (repair: () => Promise<void>, afterwards: () => Promise<'accepted'>) => {
    const made = engine({ tags: { 'rotation:admin-secret': 'Admin' } });
    made.store.plant(SecretId.parse('Admin'), { version: version('a0'), value: value('admin') });
    let checks = 0;
    const check = async () => {
      checks += 1;
      if (checks === 1) throw new Refused('the account', 'current');
      return afterwards();
    };
    await verify({ ...made.ports, type: able(made.ports.type, { repair: { repair } }, check) }, secret, true);
  };

  it('that may not be made has touched nothing', async () => {
    const denied = new PrivilegeMissing('the admin', 'set it', 'grant it');
    await expect(repaired(throwing(denied), async () => 'accepted')).rejects.toMatchObject({
      aftermath: 'untouched',
    });
  });

  it('whose answer is lost may be made', async () => {
    await expect(repaired(throwing(lost()), async () => 'accepted')).rejects.toMatchObject({
      aftermath: 'unknown',
    });
  });

  it('that cannot be proven is made', async () => {
    await expect(
      repaired(async () => {}, throwing(new Refused('the account', 'current'))),
    ).rejects.toMatchObject({ aftermath: 'applied' });
  });
});

describe('a rotation that is half done and undone', () => {
  const undone = async (call: string) => {
    const made = engine({ slots: 1 });
    await made.step('createSecret', 'T1');
    await made.step('setSecret', 'T1');
    let isSet = false;
    made.service.onCall = (one) => {
      isSet ||= one === 'after set';
      if (isSet && one === call) throw lost();
    };
    await rollback(made.ports, secret, undefined);
  };

  it.each([
    ['after set', 'unknown'],
    ['before prove', 'applied'],
  ])('tells what an answer that is lost has left behind: %s', async (call, aftermath) => {
    await expect(undone(call)).rejects.toMatchObject({ code: 'unreachable', aftermath });
  });
});

describe('a retirement', () => {
  const retired = async (more: Partial<Revocation<ModelValue>>) => {
    const made = engine();
    await made.rotate('T1');
    const revocation: Revocation<ModelValue> = {
      retire: async () => ({ state: 'retired' }),
      revokeAll: async () => ({ sessions: undefined, gaps: [] }),
      testRevoked: async () => 'refused',
      ...more,
    };
    await retire({ ...made.ports, type: able(made.ports.type, { revocation }) }, secret);
  };

  it.each<[string, Partial<Revocation<ModelValue>>, string]>([
    ['may be made where its answer is lost', { retire: throwing(lost()) }, 'unknown'],
    ['is made where it cannot be proven', { testRevoked: throwing(lost()) }, 'applied'],
  ])('%s', async (_, more, aftermath) => {
    await expect(retired(more)).rejects.toMatchObject({ code: 'unreachable', aftermath });
  });
});

describe('an emergency', () => {
  it('that is asked for by the name of one of the past is a new one', async () => {
    const made = engine();
    const request = { operation: 'emergency', secret, token: version('E1') } as const;
    await runEmergency(made.ports, request);
    await made.rotate('T2');
    await runEmergency(made.ports, request);
    expect(made.store.stagesOf(secret).current).toBe('emergency-minted-1');
  });

  it('that has finished what was half done, and can do no more, has touched the service', async () => {
    const made = engine({ slots: 1 });
    await made.step('createSecret', 'T1');
    await made.step('setSecret', 'T1');
    made.service.onCall = (call) => {
      if (call === 'after clearPending')
        made.service.onCall = throwing(new Refused('the account', 'current'));
    };
    await expect(runEmergency(made.ports, { operation: 'emergency', secret })).rejects.toMatchObject({
      code: 'refused',
      aftermath: 'applied',
    });
    expect(made.store.stagesOf(secret).current).toBe('emergency-minted-2');
  });
});
