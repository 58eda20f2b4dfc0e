import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../../shared/sandbox/faults.ts';
import type { SandboxOptions } from '../../../../shared/sandbox/sandbox.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { until } from '../../../support/sandbox/until.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';

const policy = ['--type', 'generic', 'strategy=none', '--yes'];
const creating = [...policy, '--value-from', 'env:TOKEN'];
const first = 'Canary-first';

/** A cloud whose command line has a value in its environment, and one secret that nobody has adopted. */
async function withCloud(work: (cloud: Cloud) => Promise<void>, options: SandboxOptions = {}) {
  await using cloud = await startCloud(undefined, options);
  await cloud.createSecret('old', 'kept', { team: 'shop' });
  await work({ ...cloud, variables: { ...cloud.variables, TOKEN: first } });
}

const tagsOf = async (cloud: Cloud, secret: string): Promise<Readonly<Record<string, string>>> => {
  const found = Object(await cloud.call('DescribeSecret', { SecretName: secret, FetchTags: 'true' }));
  const tags: { TagKey: string; TagValue: string }[] = found.Tags.Tag;
  return Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
};

/** Holds the next call of an action before its effect, until it is let go. */
function hold(cloud: Cloud, action: string) {
  let letGo = () => {};
  let isHeld = false;
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const fault: Fault = {
    kind: 'hold',
    when: 'before',
    until: () => {
      isHeld = true;
      return released;
    },
  };
  cloud.sandbox.faults.ask({ action, fault });
  return { reached: () => until(() => isHeld), letGo: () => letGo() };
}

describe('rotator adopt, when something comes in between', () => {
  it.each<[string, Fault]>([
    ['loses the answer', { kind: 'lose-reply' }],
    ['fails after the effect', { kind: 'fail', status: 500, when: 'after' }],
    ['fails before the effect', { kind: 'fail', status: 503, when: 'before' }],
    ['throttles', { kind: 'throttle' }],
  ])('creates the secret once where KMS %s', async (_, fault) => {
    await withCloud(async (cloud) => {
      cloud.sandbox.faults.ask({ action: 'CreateSecret', fault });
      expect(await rotator(cloud, 'adopt', 'new', ...creating)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await storedValue(cloud, 'new')).toBe(first);
      expect((await stagesOf(cloud, 'new')).count).toBe(1);
      expect(await tagsOf(cloud, 'new')).toMatchObject({ 'rotation:type': 'generic' });
    });
  });

  it('creates the secret where the gateway reads no body', async () => {
    await withCloud(
      async (cloud) => {
        expect(await rotator(cloud, 'adopt', 'new', ...creating)).toMatchObject({ exitCode: 0 });
        expect(await storedValue(cloud, 'new')).toBe(first);
      },
      { switches: { requestBody: 'ignored' } },
    );
  });

  it('knows its own secret although reads lag behind', async () => {
    await withCloud(async (cloud) => {
      cloud.sandbox.faults.ask({ action: 'CreateSecret', fault: { kind: 'lose-reply' } });
      cloud.sandbox.faults.staleReads(700);
      expect(await rotator(cloud, 'adopt', 'new', ...creating)).toMatchObject({ exitCode: 0 });
    });
  });

  it('says that the secret may exist where KMS never answers, and the same command finishes it', async () => {
    await withCloud(async (cloud) => {
      cloud.sandbox.faults.ask({ action: 'CreateSecret', fault: { kind: 'lose-reply' } });
      cloud.sandbox.faults.ask({
        action: 'CreateSecret',
        fault: { kind: 'fail', status: 503, when: 'before' },
        times: 50,
      });
      const { exitCode, stdout } = await rotator(cloud, 'adopt', 'new', ...creating, '--json');
      expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
        exitCode: 1,
        answer: { error: { code: 'store-failed', aftermath: 'unknown' } },
      });
      cloud.sandbox.faults.clear();
      const again = await rotator(cloud, 'adopt', 'new', ...creating);
      expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('unchanged new') });
      expect(await tagsOf(cloud, 'new')).toMatchObject({ 'rotation:strategy': 'none' });
    });
  });

  it('leaves a secret alone that somebody else has created meanwhile', async () => {
    await withCloud(async (cloud) => {
      const held = hold(cloud, 'CreateSecret');
      const running = rotator(cloud, 'adopt', 'new', ...creating);
      await held.reached();
      await cloud.createSecret('new', 'a stranger');
      held.letGo();
      expect(await running).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('secret-exists') });
      expect(await storedValue(cloud, 'new')).toBe('a stranger');
      expect((await stagesOf(cloud, 'new')).count).toBe(1);
    });
  });

  it('lets one of two create the secret, and both can be repeated', async () => {
    await withCloud(async (cloud) => {
      const both = await Promise.all([1, 2].map(() => rotator(cloud, 'adopt', 'new', ...creating)));
      expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 3]);
      expect((await stagesOf(cloud, 'new')).count).toBe(1);
      expect(await rotator(cloud, 'adopt', 'new', ...creating)).toMatchObject({ exitCode: 0 });
    });
  });

  it('changes nothing where somebody else has tagged the secret since the plan', async () => {
    await withCloud(async (cloud) => {
      // The plan reads the stages of the secret, and its tags were read before.
      const held = hold(cloud, 'ListSecretVersionIds');
      const running = rotator(cloud, 'adopt', 'old', ...policy);
      await held.reached();
      await cloud.tag('old', { 'rotation:type': 'generic', 'rotation:strategy': 'webhook' });
      held.letGo();
      expect(await running).toMatchObject({
        exitCode: 3,
        stdout: expect.stringMatching(/changed its tags meanwhile/),
      });
      expect(await tagsOf(cloud, 'old')).toMatchObject({ 'rotation:strategy': 'webhook' });
    });
  });

  it('tells that two policies are mixed where both were written at the same time', async () => {
    await withCloud(async (cloud) => {
      const held = hold(cloud, 'TagResource');
      const running = rotator(cloud, 'adopt', 'old', ...policy);
      await held.reached();
      expect(await rotator(cloud, 'adopt', 'old', ...policy, 'grace=12h')).toMatchObject({ exitCode: 0 });
      held.letGo();
      expect(await running).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/may be mixed/) });
      expect(await tagsOf(cloud, 'old')).toMatchObject({ 'rotation:grace': '12h' });
    });
  });

  it('waits for its own tags where reads lag behind', async () => {
    await withCloud(async (cloud) => {
      cloud.sandbox.faults.staleReads(700);
      expect(await rotator(cloud, 'adopt', 'old', ...policy)).toMatchObject({ exitCode: 0 });
    });
  });

  it('writes no policy for whose status the secret has no room', async () => {
    await withCloud(
      async (cloud) => {
        const foreign = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`cost-${at}`, 'x']));
        await cloud.tag('old', foreign);
        const { exitCode, stderr } = await rotator(cloud, 'adopt', 'old', ...policy);
        expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/no more tags/) });
        expect(await tagsOf(cloud, 'old')).toEqual({ team: 'shop', ...foreign });
      },
      { switches: { maxTags: 10 } },
    );
  });

  it.each([
    ['create', 'kms:CreateSecret', 'new', creating],
    ['tag', 'kms:TagResource', 'old', policy],
    ['read', 'kms:DescribeSecret', 'old', policy],
  ])('names the right that is missing to %s it, and changes nothing', async (_, action, secret, argv) => {
    await withCloud(async (cloud) => {
      const statements = [
        { Effect: 'Allow', Action: ['kms:*'], Resource: '*' },
        { Effect: 'Deny', Action: [action], Resource: '*' },
      ];
      const key = await userWithKey(cloud.sandbox, 'operator', { statements });
      const variables = {
        ...cloud.variables,
        ALIBABA_CLOUD_ACCESS_KEY_ID: key.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.accessKeySecret,
      };
      const { exitCode, stderr } = await rotator({ ...cloud, variables }, 'adopt', secret, ...argv);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringMatching(new RegExp(`store-denied.*${action}.*RAM`)),
      });
      expect(await tagsOf(cloud, 'old')).toEqual({ team: 'shop' });
      await expect(tagsOf(cloud, 'new')).rejects.toThrow('ResourceNotFound');
    });
  });
});
