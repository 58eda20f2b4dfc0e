import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { run } from '../../../shared/operator/cli/run.ts';
import { sandbox } from '../../../shared/operator/cli/sandbox.ts';
import { terminal } from '../../../shared/operator/cli/terminal.ts';
import { FaultSetting } from '../../../shared/sandbox/settings/fault-setting.ts';
import { SwitchSetting, switchesOf } from '../../../shared/sandbox/settings/switch-setting.ts';
import { defaultSwitches, Switches } from '../../../shared/sandbox/switches.ts';
import { type Call, callsTo, create } from '../../support/sandbox/calls.ts';

/** `rotator sandbox` in this process, as long as the work with it takes. */
async function withCommand(faults: string[], settings: string[], work: (call: Call) => Promise<void>) {
  const stop = new AbortController();
  const fault = faults.map((text) => FaultSetting.parse(text));
  const started = new EventEmitter();
  const ready = once(started, 'ready');
  const stdout = { write: (line: string) => started.emit('ready', line) };
  const running = sandbox(
    { fault, switch: settings.map((text) => SwitchSetting.parse(text)) },
    stop.signal,
    terminal({ json: true, quiet: false }, { stdout, stderr: stdout }),
  );
  try {
    const [line] = await ready;
    await work(callsTo(JSON.parse(line)));
  } finally {
    stop.abort();
  }
  expect(await running).toBe(0);
}

async function rotator(...argv: string[]) {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  const exitCode = await run([], argv, { stdout: stream, stderr: stream });
  return { exitCode, text };
}

describe('rotator sandbox --switch', () => {
  it('starts the sandbox with the values that are given', async () => {
    await withCommand([], ['tagAlphabet=documented', 'maxTags=20', 'arnForName=accept'], async (call) => {
      await create(call, 'app');
      const Tags = JSON.stringify([{ TagKey: 'a b', TagValue: '' }]);
      expect(await call('TagResource', { SecretName: 'app', Tags })).toMatchObject({
        failed: 'InvalidParameter',
      });
      const described = Object(await call('DescribeSecret', { SecretName: 'app' }));
      expect(await call('DescribeSecret', { SecretName: described.Arn })).toHaveProperty('Arn');
    });
  });

  it.each(Object.entries(defaultSwitches))('takes the default of %s: %j', (name, value) => {
    expect(switchesOf([SwitchSetting.parse(`${name}=${value}`)])).toEqual(defaultSwitches);
  });

  it.each([
    ['tagAlfabet=any', 'names no switch that the sandbox has; did you mean tagAlphabet?'],
    ['maxtags=20', 'did you mean maxTags?'],
    ['colour=red', 'known are previousFollowsCurrent'],
    ['maxTags=15', 'maxTags takes 10|20'],
    ['maxTags', 'maxTags takes 10|20'],
    ['versionOrder=newest', 'versionOrder takes oldest-first|newest-first'],
    ['previousFollowsCurrent=yes', 'previousFollowsCurrent takes true|false'],
    ['accessKeySpread=-1', 'accessKeySpread takes <number>'],
    ['__proto__=1', 'names no switch'],
  ])('refuses %s with what is right, and code 2', async (setting, said) => {
    const { exitCode, text } = await rotator('sandbox', '--switch', setting);
    expect(exitCode).toBe(2);
    expect(text).toContain(said);
  });
});

describe('rotator sandbox --fault', () => {
  it('starts the sandbox with the faults that are given', async () => {
    const faults = ['throttle,action=ListSecrets,skip=1,times=2', 'fail,status=503,action=DescribeSecret'];
    await withCommand(faults, [], async (call) => {
      const listed = [];
      for (let count = 0; count < 4; count += 1) listed.push(Object(await call('ListSecrets')).status);
      expect(listed).toEqual([undefined, 429, 429, undefined]);
      expect(await call('DescribeSecret', { SecretName: 'app' })).toMatchObject({ status: 503 });
    });
  });

  it('lets reads lag behind', async () => {
    await withCommand(['stale-reads,milliseconds=3600000'], [], async (call) => {
      await create(call, 'app');
      await call('UpdateSecret', { SecretName: 'app', Description: 'new' });
      expect(await call('DescribeSecret', { SecretName: 'app' })).not.toHaveProperty('Description');
    });
  });

  it('holds a call until SIGUSR2, or until the sandbox ends', async () => {
    const faults = ['hold,when=after,action=CreateSecret', 'hold,action=ListSecrets'];
    let last: Promise<unknown> = Promise.resolve();
    await withCommand(faults, [], async (call) => {
      const made = create(call, 'app');
      await expect.poll(() => call('DescribeSecret', { SecretName: 'app' })).toHaveProperty('Arn');
      process.emit('SIGUSR2');
      await made;
      last = call('ListSecrets');
      await expect.poll(() => process.listenerCount('SIGUSR2')).toBe(1);
    });
    expect(await last).toHaveProperty('TotalCount');
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });

  it.each([
    ['fail,status=503,when=after,times=2', { kind: 'fail', status: 503, when: 'after', skip: 0, times: 2 }],
    ['fail', { kind: 'fail', status: 500, when: 'before', skip: 0, times: 1 }],
    ['lose-reply', { kind: 'lose-reply', skip: 0, times: 1 }],
    ['delay,milliseconds=5,skip=3', { kind: 'delay', milliseconds: 5, when: 'before', skip: 3, times: 1 }],
  ])('reads %s', (text, setting) => {
    expect(FaultSetting.parse(text)).toEqual(setting);
  });

  it.each([
    ['throtle', 'names no fault that the sandbox has; did you mean throttle?'],
    ['explode', 'known are throttle, fail, lose-reply, delay, hold, stale-reads'],
    ['throttle,action=GetSecretValu', 'did you mean GetSecretValue?'],
    ['throttle,actoin=ListSecrets', 'did you mean action?'],
    ['delay', 'is not valid in milliseconds'],
    ['delay,milliseconds=soon', 'it is no whole number'],
    ['fail,status=404', 'is 500 or 503'],
    ['fail,when=during', 'is before or after'],
    ['throttle,times=0', 'it is not from 1'],
  ])('refuses %s with what is right, and code 2', async (fault, said) => {
    const { exitCode, text } = await rotator('sandbox', '--fault', fault);
    expect(exitCode).toBe(2);
    expect(text).toContain(said);
  });
});

it('rotator sandbox --help lists every fault and every switch with its default', async () => {
  const { exitCode, text } = await rotator('sandbox', '--help');
  expect(exitCode).toBe(0);
  for (const kind of ['throttle', 'fail', 'lose-reply', 'delay', 'hold', 'stale-reads'])
    expect(text).toMatch(new RegExp(`^ +${kind}\\b`, 'm'));
  for (const [name, value] of Object.entries(defaultSwitches))
    expect(text).toMatch(new RegExp(`^ +${name}=\\S+\\n.+\\(default: ${value}\\)$`, 'm'));
  for (const schema of Object.values(Switches.shape)) expect(schema.description).toBeTruthy();
});
