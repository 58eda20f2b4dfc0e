import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../shared/entry/read-settings.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';

describe('the environment', () => {
  it('has the documented defaults', () => {
    expect(readEnvironment({})).toEqual({
      region: undefined,
      endpoints: {
        kms: undefined,
        ram: undefined,
        sts: undefined,
        fc: undefined,
        actiontrail: undefined,
        ros: undefined,
        oss: undefined,
      },
      certificateAuthorities: undefined,
      pendingStage: 'RotationPending',
      name: undefined,
      webhookHosts: [],
      configuration: { text: undefined, secret: undefined },
      events: { secret: undefined, kinds: undefined },
    });
  });

  it('prefers the region an operator sets to the one of Function Compute', () => {
    expect(readEnvironment({ FC_REGION: 'cn-beijing' }).region).toBe('cn-beijing');
    expect(readEnvironment({ FC_REGION: 'cn-beijing', ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou' }).region).toBe(
      'cn-hangzhou',
    );
  });

  it('sends every call to one address, and one service to its own', () => {
    const all = { ROTATION_ENDPOINT: 'http://127.0.0.1:4566' };
    expect(readEnvironment(all).endpoints.kms).toBe('http://127.0.0.1:4566');
    expect(
      readEnvironment({ ...all, ROTATION_KMS_ENDPOINT: 'kms-vpc.cn-hangzhou.aliyuncs.com' }).endpoints.kms,
    ).toBe('https://kms-vpc.cn-hangzhou.aliyuncs.com');
  });

  it('knows the hosts a webhook may have', () => {
    const given = { ROTATION_WEBHOOK_HOSTS: 'Hooks.example.com,10.0.0.7:8443,[fd00::1]:443' };
    expect(readEnvironment(given).webhookHosts).toEqual([
      'hooks.example.com',
      '10.0.0.7:8443',
      '[fd00::1]:443',
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ ROTATION_ENDPOINT: '' }).endpoints.kms).toBeUndefined();
  });

  it.each([
    ['ROTATION_ENDPOINT', 'ftp://nowhere'],
    ['ROTATION_PENDING_STAGE', 'not a label'],
    ['ROTATION_CA_FILE', '/nowhere/ca.pem'],
    ['ROTATION_WEBHOOK_HOSTS', 'https://hooks.example.com'],
  ])('refuses a wrong %s by its name', (variable, value) => {
    expect(() => readSettings({ [variable]: value })).toThrow(
      expect.objectContaining({ code: 'policy-malformed', message: expect.stringContaining(variable) }),
    );
  });
});
