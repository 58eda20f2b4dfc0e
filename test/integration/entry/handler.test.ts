import { describe, expect, it } from 'vitest';
import { strangersCertificates } from '../../support/servers/certificates.ts';
import { runningServers } from '../../support/servers/running.ts';
import { startSilent } from '../../support/servers/silent.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { invoke } from '../../support/stand/in-process.ts';
import { readFrom } from '../../support/stand/server-log.ts';
import { prepare, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { firstOfEach, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const dual = (await subjectsUnderTest()).filter(({ dual }) => dual);
const full = exhaustive ? dual : firstOfEach(dual);
const cases = dual.map((subject) => ({
  subject,
  title: titleOf(subject),
  deliveries: full.includes(subject) ? ['first', 'second'] : ['only'],
}));

describe.each(cases.filter((_, index) => exhaustive || index % 4 === 0))(
  'an emergency of the function, $title',
  ({ subject }) => {
    const { type, certificateAuthorityFile } = subject;

    it('evicts who was there before, and says which invocation it was, with no value in it', async () => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const { secret } = ready;
      const old = await storedValue(cloud, secret);
      const event = { Operation: 'rotate', SecretId: secret, Emergency: true, Reason: 'pushed' };
      const { result, failure, stdout, stderr } = await invoke(cloud, type, event);
      if (subject.hidesSecondPassword) {
        expect(result).toBeUndefined();
        expect(stderr + stdout).toMatch(/not-evicted.*has a second password/);
      } else {
        expect(failure).toBeUndefined();
        const Outcome = ready.logIn ? 'evicted' : 'rotated';
        const AskedBy = `invocation 1-2-3 of ${type}`;
        expect(result).toMatchObject({ Outcome, Evidence: { AskedBy, Reason: 'pushed', Gaps: [] } });
      }
      if (ready.logIn) expect(await ready.logIn(old)).toBeDefined();
      const parts = [old, await storedValue(cloud, secret)].flatMap((value) => ready.privateParts(value));
      for (const part of [...parts, ...ready.confidential])
        for (const text of [stdout, stderr, JSON.stringify(result)]) expect(text).not.toContain(part);
    });
  },
);

describe.each(cases)('the function, $title', ({ subject, deliveries }) => {
  const { type, certificateAuthorityFile } = subject;

  it(`carries out the four steps one by one, deliveries of each: ${deliveries.length}`, async () => {
    await using cloud = await startCloud(certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const { secret } = ready;
    const old = await storedValue(cloud, secret);
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
      for (const delivery of deliveries) {
        const answer = await invoke(cloud, type, { Step, SecretId: secret, ClientRequestToken: 'T-1' });
        const outcome = String(answer.result?.Outcome ?? answer.stderr);
        expect(outcome, `${Step}, ${delivery} delivery`).toMatch(/^(step-done|already-current)$/);
        expect(await ready.logIn?.(old), `the old value after ${Step}`).toBeUndefined();
      }
    expect(await stagesOf(cloud, secret)).toMatchObject({
      current: 'T-1',
      previous: 'v0',
      pending: undefined,
    });
    expect(await ready.logIn?.(await storedValue(cloud, secret))).toBeUndefined();
  });
});

describe.each(cases.filter(({ subject }) => full.includes(subject)))(
  'one invocation of $title',
  ({ subject }) => {
    const { type, certificateAuthorityFile } = subject;

    it('takes a repeated delivery of a timer for the same rotation', async () => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const timer = {
        triggerTime: '2026-11-25T02:00:00Z',
        triggerName: 'nightly',
        payload: JSON.stringify({ Operation: 'rotate', SecretId: ready.secret }),
      };
      const first = await invoke(cloud, type, timer);
      const second = await invoke(cloud, type, timer);
      expect(first.result).toMatchObject({ Outcome: 'rotated' });
      expect(second.result).toMatchObject({ Outcome: 'already-current', VersionId: first.result?.VersionId });
    });

    it('logs one JSON object a line, with the request it belongs to', async () => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const { secret } = ready;
      const { stdout } = await invoke(cloud, type, { Operation: 'rotate', SecretId: secret });
      const lines =
        stdout
          .split('\nANSWER ')[0]
          ?.trim()
          .split('\n')
          .map((line) => JSON.parse(line)) ?? [];
      expect(lines.map((line) => line.event)).toContain('promoted');
      for (const line of lines)
        expect(line).toMatchObject({
          requestId: '1-2-3',
          release: expect.stringMatching(/^\d+\.\d+\.\d+$/),
          level: 'info',
          secret,
          time: expect.any(String),
        });
    });
  },
);

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
    const { failure, stdout, stderr } = await invoke(
      cloud,
      type,
      { Operation: 'rotate', SecretId: 'silent' },
      { timeout: 5 },
    );
    expect(failure).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
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
    const log = await readFrom(server.log, prepared.logStart);
    expect(log).not.toMatch(new RegExp(`(Connect\\t|authorized: user=)${prepared.account.user}\\b`));
  });
});
