import { describe, expect, it } from 'vitest';
import { PrivilegeMissing } from '../../../../shared/engine/rotation/errors.ts';
import type { Request } from '../../../../shared/engine/rotation/run-request.ts';
import type { SecretType } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { wrapService } from '../../../../shared/engine/rotation/wrap-service.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const token = VersionId.parse('T1');
const whole: Request = { operation: 'rotate', secret, token };
const lone: Request = { operation: 'step', step: 'setSecret', secret, token };

type Made = ReturnType<typeof engine>;

/** The model, which writes down whether each value that is set was made a moment ago. */
function telling() {
  const made = engine();
  const plain = modelType(made.service);
  const heard: boolean[] = [];
  const type: SecretType<ModelValue> = {
    ...plain,
    open: async (access) => {
      const service = await plain.open(access);
      return {
        ...service,
        set: async (next, fresh, version) => {
          heard.push(fresh);
          await service.set(next, fresh, version);
        },
      };
    },
  };
  return { ...made, heard, run: (request: Request) => made.run(request, { type }) };
}

const storedBefore = ({ step }: Made) => step('createSecret', 'T1');

/** Another delivery is quicker, and may have come as far as the service. */
const storedMeanwhile = ({ service, store }: Made) => {
  service.onCall = (call) => {
    if (call !== 'before putPending') return;
    store.overwrite(secret, token, value('theirs'));
    store.label(secret, 'pending', token);
  };
};

const cases = [
  { title: 'stored by an attempt before', prepare: storedBefore, request: whole },
  { title: 'stored by a step before', prepare: storedBefore, request: lone },
  { title: 'stored by another delivery meanwhile', prepare: storedMeanwhile, request: whole },
];

describe.each(cases)('a value that was $title', ({ prepare, request }) => {
  it('is set as one that the service may hold already', async () => {
    const made = telling();
    await prepare(made);
    await made.run(request);
    expect(made.heard).toEqual([false]);
  });

  it('leaves it unknown whether the service holds it, when setting it fails', async () => {
    const made = telling();
    await prepare(made);
    const { onCall } = made.service;
    made.service.onCall = (call) => {
      if (call === 'before set') throw new PrivilegeMissing('the model account', 'set', 'grant it');
      return onCall(call);
    };
    await expect(made.run(request)).rejects.toMatchObject({
      code: 'privilege-missing',
      aftermath: 'unknown',
    });
  });
});

describe('where the current value, tried before a stored one is set, would keep it from being proven', () => {
  it.each([
    { slots: 1, aftermath: 'untouched', why: 'only one value is accepted, which is the current one' },
    { slots: 2, aftermath: 'unknown', why: 'two are, one of which may be the stored one' },
  ] as const)('nothing is set, and the service is $aftermath: $why', async ({ slots, aftermath }) => {
    const { step, run, service } = engine({ slots });
    await step('createSecret', 'T1');
    const plain = modelType(service);
    const tried: string[] = [];
    const tryCurrent = async ({ password }: ModelValue) => {
      tried.push(password);
      throw new PrivilegeMissing('the model account', 'run the probe', 'grant it');
    };
    const type: typeof plain = {
      ...plain,
      open: async (access) =>
        wrapService(await plain.open(access), {
          login: { currentRefused: false, hasAccepted: () => true, testCurrent: tryCurrent },
        }),
    };
    await expect(run(whole, { type })).rejects.toMatchObject({ code: 'privilege-missing', aftermath });
    expect(tried).toEqual(['model-value-1']);
    expect(service.accepted).toEqual(['first']);
  });
});

describe('a value that was made a moment ago', () => {
  it('is set as one that the service cannot hold yet', async () => {
    const { run, heard } = telling();
    await run(whole);
    expect(heard).toEqual([true]);
  });

  it('leaves the service untouched, when setting it fails', async () => {
    const { run, service } = telling();
    service.onCall = (call) => {
      if (call === 'before set') throw new PrivilegeMissing('the model account', 'set', 'grant it');
    };
    await expect(run(whole)).rejects.toMatchObject({ code: 'privilege-missing', aftermath: 'untouched' });
  });
});
