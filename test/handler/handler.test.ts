import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { strangersCertificates } from '../servers/certificates.ts';
import { engines, runningServers } from '../servers/running.ts';
import { startSilent } from '../servers/silent.ts';
import { invoke } from '../stand/bundle.ts';
import { startCloud } from '../stand/cloud.ts';
import { currentLogin } from '../stand/current-login.ts';
import { login } from '../stand/login.ts';
import { prepare, settings } from '../stand/settings.ts';

const cases = settings
  .filter((setting) => setting.strategy !== 'single-user')
  .flatMap((setting) => {
    const server = engines(setting.engine).at(-1);
    return server ? [{ ...setting, setting, server }] : [];
  });

describe.each(cases)('the built function on $engine, $strategy by $actor', ({ server, setting }) => {
  it('carries out the four steps in four processes, each twice', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
      for (const delivery of ['first', 'second']) {
        const answer = await invoke(cloud, setting.type, {
          Step,
          SecretId: secret,
          ClientRequestToken: 'T-1',
        });
        expect(answer.failure, `${Step}, ${delivery} delivery: ${answer.stderr}`).toBeUndefined();
        expect(await login(server, account), `the old value after ${Step}`).toBeUndefined();
      }
    const now = await currentLogin(cloud, secret);
    expect(now.version).toBe('T-1');
    expect(await login(server, now)).toBeUndefined();
  });

  it('takes a repeated delivery of a timer for the same rotation', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret } = await prepare(cloud, server, setting);
    const timer = {
      triggerTime: '2026-11-25T02:00:00Z',
      triggerName: 'nightly',
      payload: JSON.stringify({ Operation: 'rotate', SecretId: secret }),
    };
    const first = await invoke(cloud, setting.type, timer);
    const second = await invoke(cloud, setting.type, timer);
    expect(first.result).toMatchObject({ Outcome: 'rotated' });
    expect(second.result).toMatchObject({ Outcome: 'already-current', VersionId: first.result?.VersionId });
  });

  it('logs one JSON object a line, with the request it belongs to', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret } = await prepare(cloud, server, setting);
    const { stdout } = await invoke(cloud, setting.type, { Operation: 'rotate', SecretId: secret });
    const lines =
      stdout
        .split('\nANSWER ')[0]
        ?.trim()
        .split('\n')
        .map((line) => JSON.parse(line)) ?? [];
    expect(lines.map((line) => line.event)).toContain('promoted');
    for (const line of lines)
      expect(line).toMatchObject({ requestId: '1-2-3', level: 'info', secret, time: expect.any(String) });
  });
});

const subjects = [
  { type: 'rds-mysql', setting: settings[0] },
  { type: 'rds-postgresql', setting: settings.find((one) => one.type === 'rds-postgresql') },
] as const;

describe.each(subjects)('the function $type', ({ type, setting }) => {
  const server = runningServers().find((one) => one.engine === setting?.engine);

  it('ends within its timeout as unreachable when the host does not answer', async () => {
    if (!server || !setting) throw new Error('no server');
    await using silent = await startSilent();
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const value = {
      AccountName: 'app',
      AccountPassword: 'canary-Silent-1',
      Endpoint: silent.host,
      Port: silent.port,
    };
    await cloud.createSecret('silent', value, {
      'rotation:type': type,
      'rotation:strategy': setting.strategy,
    });
    const startedAt = performance.now();
    const { failure, stdout, stderr } = await invoke(
      cloud,
      type,
      { Operation: 'rotate', SecretId: 'silent' },
      { timeout: 5 },
    );
    expect(failure).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
    expect(performance.now() - startedAt).toBeLessThan(6_500);
    expect(silent.connections()).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('canary');
  });

  it('ends as a TLS error, and with no login, when the certificate is of a stranger', async () => {
    if (!server || !setting) throw new Error('no server');
    await using cloud = await startCloud((await strangersCertificates()).authority);
    const prepared = await prepare(cloud, server, setting);
    const { failure } = await invoke(cloud, type, { Operation: 'rotate', SecretId: prepared.secret });
    expect(failure).toMatchObject({ code: 'tls-failed', aftermath: 'untouched' });
    expect(failure?.message).toContain('ROTATION_CA_FILE');
    const log = await readFile(server.log, 'utf8');
    expect(log).not.toMatch(new RegExp(`(Connect\\t|authorized: user=)${prepared.account.user}\\b`));
  });
});
