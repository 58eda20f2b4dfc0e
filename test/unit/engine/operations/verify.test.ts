import { describe, expect, it } from 'vitest';
import { verify } from '../../../../shared/engine/operations/verify.ts';
import { RotationError, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import type { SecretType } from '../../../../shared/engine/rotation/service.ts';
import { fingerprint } from '../../../../shared/engine/rotation/status.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);
const adminTag = { 'rotation:admin-secret': 'Admin' };

/** A secret of a type that can be checked, with an admin who can set a value again. */
function prepare(options: Parameters<typeof engine>[0] = {}, endPrevious: readonly string[] = []) {
  const made = engine(options);
  made.store.plant(SecretId.parse('Admin'), { version: version('a0'), value: value('admin') });
  const type = modelType(made.service);
  const checked: SecretType<ModelValue> = {
    ...type,
    endPrevious,
    check: async (_, { password }) => {
      await made.service.onCall('before check');
      await made.service.login(password, 'stored');
      return 'accepted';
    },
    open: async (access) => {
      const opened = await type.open({ ...access, current: { host: 'model', password: 'admin' } });
      return {
        ...opened,
        repair: access.admin && {
          repair: async ({ password }: ModelValue, beside: ModelValue | undefined) => {
            made.service.accepted = [password, ...(beside ? [beside.password] : []), 'admin'];
          },
        },
      };
    },
  };
  return {
    ...made,
    refusals: () => made.service.log.filter((line) => line === 'refused login').length,
    verify: (repair = false) => verify({ ...made.ports, type: checked }, secret, repair),
  };
}

describe('a verification', () => {
  it('leaves what a rotation has recorded meanwhile', async () => {
    const made = prepare({ tags: { 'rotation:status': 'failures=2:unreachable@2023-11-01T00:00:00Z' } });
    made.service.onCall = async (call) => {
      if (call !== 'before check') return;
      made.service.onCall = () => {};
      await made.rotate('T1');
    };
    expect(await made.verify()).toMatchObject({ Outcome: 'verified' });
    const status = made.store.tagsOf(secret)['rotation:status'];
    expect(status).toMatch(
      new RegExp(`^success=2023-11-14T\\S+/of=${fingerprint('T1')}/ok=\\w+/failures=0$`),
    );
  });

  it('tries each stage, and the current one last', async () => {
    const made = prepare();
    await made.rotate('T1');
    made.service.accepted = ['model-value-1'];
    made.service.log.length = 0;
    expect(await made.verify()).toMatchObject({
      Outcome: 'verified',
      Checks: [
        { Stage: 'current', VersionId: 'T1', State: 'accepted' },
        { Stage: 'previous', VersionId: 'v0', State: 'refused' },
      ],
    });
    expect(made.service.log).toEqual(['refused login', 'login']);
  });

  it('says that the rotation ended the previous value where the strategy does so', async () => {
    const made = prepare({ slots: 1, tags: { 'rotation:strategy': 'model' } }, ['model']);
    await made.rotate('T1');
    expect(await made.verify()).toMatchObject({
      Outcome: 'verified',
      Reason: 'the current value logs in; the rotation ended the previous one, as model does',
      Checks: [{ State: 'accepted' }, { Stage: 'previous', State: 'ended' }],
    });
  });

  it('tries a value once that two stages hold', async () => {
    const made = prepare();
    await made.rotate('T1');
    made.store.overwrite(secret, version('copy'), value('first'));
    made.store.label(secret, 'pending', version('copy'));
    made.service.accepted = ['model-value-1'];
    made.service.log.length = 0;
    await made.verify();
    expect(made.refusals()).toBe(1);
  });

  it('does not try what was retired', async () => {
    const made = prepare();
    await made.rotate('T1');
    made.service.accepted = ['model-value-1'];
    await made.store.record(
      secret,
      { success: 0, retired: fingerprint('v0'), failures: 0 },
      new AbortController().signal,
    );
    made.service.log.length = 0;
    const { Checks } = await made.verify();
    expect(Checks?.[1]).toMatchObject({ Stage: 'previous', State: 'retired' });
    expect(made.refusals()).toBe(0);
  });

  it('tells a value of another host without trying it', async () => {
    const made = prepare();
    await made.rotate('T1');
    made.store.overwrite(
      secret,
      version('v0'),
      modelType(made.service).format({ host: 'elsewhere', password: 'first' }),
    );
    made.service.log.length = 0;
    expect((await made.verify()).Checks?.[1]).toMatchObject({ State: 'elsewhere' });
    expect(made.service.log).toEqual(['login']);
  });

  it('calls no value drifted that was replaced while it was tried', async () => {
    const made = prepare();
    made.service.onCall = async (call) => {
      if (call !== 'before check') return;
      made.service.onCall = () => {};
      await made.rotate('T1');
      made.service.accepted = ['model-value-1'];
    };
    await expect(made.verify()).rejects.toMatchObject({ code: 'busy' });
  });

  it('says nothing of a secret whose service is not there', async () => {
    const made = prepare();
    made.service.onCall = (call) => {
      if (call === 'before check') throw new Unreachable('the model', 'nobody listens');
    };
    await expect(made.verify()).rejects.toBeInstanceOf(RotationError);
  });
});

describe('a repair', () => {
  it('sets the current value again, and keeps a previous one that is accepted', async () => {
    const made = prepare({ tags: adminTag });
    await made.rotate('T1');
    made.service.accepted = ['by hand', 'first', 'admin'];
    expect(await made.verify(true)).toMatchObject({
      Outcome: 'repaired',
      Checks: [
        { Stage: 'current', State: 'accepted' },
        { Stage: 'previous', State: 'accepted' },
      ],
    });
    expect(made.service.accepted).toEqual(['model-value-1', 'first', 'admin']);
  });

  it('tries no value again that was refused before, but for the one it has set', async () => {
    const made = prepare({ tags: adminTag });
    await made.rotate('T1');
    made.service.accepted = ['by hand', 'admin'];
    made.service.log.length = 0;
    await made.verify(true);
    expect(made.refusals()).toBe(2);
  });

  it('leaves a half-done rotation to be finished', async () => {
    const made = prepare({ slots: 1, tags: adminTag });
    await made.step('createSecret', 'T1');
    await made.step('setSecret', 'T1');
    made.service.accepted.push('admin');
    await expect(made.verify(true)).rejects.toMatchObject({ code: 'stage-conflict', aftermath: 'untouched' });
    expect(made.service.accepted).toEqual(['model-value-1', 'admin']);
  });

  it('changes nothing where no admin is named', async () => {
    const made = prepare();
    made.service.accepted = ['by hand', 'admin'];
    await expect(made.verify(true)).rejects.toMatchObject({ code: 'strategy-unavailable' });
    expect(made.service.accepted).toEqual(['by hand', 'admin']);
  });
});
