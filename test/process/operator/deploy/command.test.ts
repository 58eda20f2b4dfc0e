import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ros from '@alicloud/ros20190910';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bucket, canary, deployBy, generic, startYard, type Yard } from '../../../support/deploy/yard.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { rosClient } from '../../../support/sandbox/ros-client.ts';
import { rotator } from '../../../support/stand/bundle.ts';
import { patience } from '../../../support/stand/patience.ts';
import { stretched } from '../../../support/stand/stretched.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const program = join(import.meta.dirname, '../../../../dist/rotator.js');
const Document = z.record(z.string(), z.unknown());

let yard: Yard;
beforeEach(async () => {
  yard = await startYard();
});
afterEach(() => yard[Symbol.asyncDispose]());

const stacks = async () =>
  (await rosClient(yard.sandbox).listStacks(new ros.ListStacksRequest({ regionId: 'cn-hangzhou' }))).body
    ?.stacks ?? [];

describe('rotator deploy', () => {
  it('shows what it would make, and leaves nothing behind where nobody can say yes', async () => {
    const { exitCode, stdout } = await yard.deploy(...generic);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/Add +GenericFunction +ALIYUN::FC3::Function/);
    expect(stdout).toContain('Pass --yes');
    await expect.poll(stacks).toEqual([]);
    expect(yard.sandbox.audit.count('PutObject')).toBe(0);
    expect(yard.sandbox.audit.count('CreateFunction')).toBe(0);
  });

  it('tells each resource as it is made, the outputs, and no value', async () => {
    const { exitCode, stdout, stderr } = await yard.deploy(...generic, '--yes');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/✓ GenericFunction CREATE_COMPLETE/);
    expect(stdout).toMatch(/GenericFunctionArn +acs:fc:cn-hangzhou:\d+:functions\/rotate-generic/);
    expect(stdout).toContain('deployed tokens');
    const next = [...stdout.matchAll(/^next: (.*)$/gm)].map(([, command]) => command);
    expect(next).toHaveLength(3);
    expect(next[0]).toBe('rotator doctor --function rotate-generic');
    const event = join(await runFolder(), 'plan.json');
    await writeFile(event, JSON.stringify({ Operation: 'plan', SecretId: 'app' }));
    const mistaken = await rotator(yard, 'invoke', 'generic', event);
    expect(mistaken.exitCode).toBe(1);
    expect(mistaken.stderr).toContain('This region has rotate-generic.');
    expect(stdout + JSON.stringify(yard.sandbox.audit.records)).not.toContain(canary);
  });

  it('answers one JSON document, and uploads the same code once', async () => {
    const first = await yard.deploy(...generic, '--yes', '--json');
    const document = Document.parse(JSON.parse(first.stdout));
    expect(document).toMatchObject({
      Stack: 'tokens',
      Status: 'CREATE_COMPLETE',
      Changes: expect.arrayContaining([
        expect.objectContaining({ Action: 'Add', LogicalResourceId: 'GenericSecret' }),
      ]),
      Outputs: expect.arrayContaining([expect.objectContaining({ OutputKey: 'GenericSecretArn' })]),
    });
    expect(first.stdout).not.toContain(canary);
    expect(yard.sandbox.audit.count('PutObject')).toBe(1);
    const second = await yard.deploy(
      ...generic.slice(0, -2),
      '--param',
      'MemorySize=1024',
      '--yes',
      '--json',
    );
    expect(JSON.parse(second.stdout)).toMatchObject({
      Status: 'UPDATE_COMPLETE',
      Changes: [{ Action: 'Modify', LogicalResourceId: 'GenericFunction', Properties: ['MemorySize'] }],
    });
    expect(yard.sandbox.audit.count('PutObject')).toBe(1);
  });

  it('prints template and parameters for a dry run, masks what is hidden, and asks nothing of the cloud', async () => {
    yard.sandbox.audit.clear();
    const { exitCode, stdout } = await yard.deploy(...generic, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain("ROSTemplateFormatVersion: '2015-09-01'");
    expect(stdout).toMatch(/# GenericBundle: generic\/[0-9a-f]{64}\.zip/);
    expect(stdout).toContain('# GenericBootstrapValue: ******');
    expect(stdout).not.toContain(canary);
    const { Parameters } = Document.parse(
      JSON.parse((await yard.deploy(...generic, '--dry-run', '--json')).stdout),
    );
    expect(Parameters).toMatchObject({ BundleBucket: bucket, GenericBootstrapValue: '******' });
    expect(yard.sandbox.audit.count()).toBe(0);
  });

  it('explains every parameter that is left to the operator, in 80 columns and without a call', async () => {
    yard.sandbox.audit.clear();
    const { exitCode, stdout } = await yard.deploy('generic', '--help-parameters');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}GenericSecretNames \(required\)\n {4}Secrets to rotate/m);
    expect(stdout).toMatch(/^ {2}GenericBootstrapValue \(optional, hidden\)$/m);
    expect(stdout).toMatch(/^ {2}MemorySize \(default: 512\)\n.*\n? *.*One of: 512, 768, 1024\.$/m);
    expect(stdout).not.toMatch(/BundleBucket|GenericCode|GenericChecksum/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const json = await yard.deploy('all', '--help-parameters', '--json');
    const { Parameters } = z
      .object({ Parameters: z.array(z.object({ Name: z.string(), Label: z.string(), Rule: z.string() })) })
      .parse(JSON.parse(json.stdout));
    expect(Parameters.length).toBeGreaterThan(30);
    expect(yard.sandbox.audit.count()).toBe(0);
  });

  it('asks for the name of the stack before any call', async () => {
    yard.sandbox.audit.clear();
    const { exitCode, stderr } = await yard.deploy('generic');
    expect([exitCode, stderr.trim()]).toEqual([2, "error: required option '--stack <name>' not specified"]);
    expect(yard.sandbox.audit.count()).toBe(0);
  });

  it('takes a hidden value from a file, without the line break at its end', async () => {
    const folder = await mkdtemp(join(await runFolder(), 'deploy-'));
    try {
      await writeFile(join(folder, 'value'), 'from a file\n');
      const from = `GenericBootstrapValue=file:${join(folder, 'value')}`;
      await yard.deploy(...generic.slice(0, -1), from, '--yes');
      expect(await yard.call('GetSecretValue', { SecretName: 'app' })).toMatchObject({
        SecretData: 'from a file',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends with code 1 and the reason where a resource cannot be made, and says how to go on', async () => {
    await yard.createSecret('app', 'taken');
    const { exitCode, stdout } = await yard.deploy(...generic, '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/CREATE_ROLLBACK_COMPLETE tokens: .*GenericSecret.*Rejected\.ResourceExist/);
    const again = await yard.deploy(...generic, '--yes');
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--delete') });
    expect(await yard.deploy('--stack', 'tokens', '--delete', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await yard.call('GetSecretValue', { SecretName: 'app' })).toMatchObject({ SecretData: 'taken' });
  });

  it('goes on after answers that are throttled or lost', async () => {
    const { faults } = yard.sandbox;
    for (const action of ['ListStacks', 'PutObject', 'ExecuteChangeSet', 'GetStack', 'GetObject'])
      faults.ask({ fault: { kind: 'throttle' }, action });
    for (const action of ['PutObject', 'ExecuteChangeSet'])
      faults.ask({ fault: { kind: 'lose-reply' }, action });
    expect(await yard.deploy(...generic, '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(yard.sandbox.audit.count('CreateFunction')).toBe(1);
  });

  it('says that the stack goes on by itself when its own time is over', async () => {
    const { faults } = yard.sandbox;
    const fault = { kind: 'delay', milliseconds: patience, when: 'before' } as const;
    faults.ask({ fault, action: 'GetStack', times: 1_000 });
    // Less than a single call of the cloud may take.
    const seconds = String(Math.min(Math.ceil(stretched(4_000) / 1_000), 8));
    const { exitCode, stderr } = await yard.deploy(...generic, '--yes', '--timeout', seconds);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('continues by itself');
  });

  it('refuses code that is not what its name in the bucket says', async () => {
    const dry = Document.parse(JSON.parse((await yard.deploy(...generic, '--dry-run', '--json')).stdout));
    const { GenericBundle } = z.object({ GenericBundle: z.string() }).parse(dry.Parameters);
    await yard.objects.put(GenericBundle, Buffer.from('PK other code'));
    const { exitCode, stderr } = await yard.deploy(...generic, '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is not the bundle with that hash');
    await expect.poll(stacks).toEqual([]);
  });

  it('names the permission that is missing', async () => {
    const user = await userWithKey(yard.sandbox, 'u', {
      statements: [{ Effect: 'Allow', Action: 'ros:ListStacks', Resource: '*' }],
    });
    const variables = {
      ...yard.variables,
      FIRST: canary,
      ALIBABA_CLOUD_ACCESS_KEY_ID: user.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: user.accessKeySecret,
    };
    const { exitCode, stderr } = await deployBy({ ...yard, variables }, ...generic, '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('allow ros:CreateChangeSet in RAM');
  });

  it.each([
    [['generic', '--bucket', bucket]],
    [['generic', '--stack', 's', '--param', 'GenericCode=UEsDBA==']],
    [['generic', '--stack', 's', '--param', 'GenericChecksum=1']],
    [['nonsense', '--stack', 's', '--bucket', bucket]],
    [['generic', '--stack', 's', '--bucket', bucket, '--param', 'Nope=1']],
    [['generic', '--stack', 's', '--bucket', bucket, '--param', 'GenericBundle=x']],
    [['generic', '--stack', 's', '--bucket', bucket, '--param', `GenericBootstrapValue=${canary}`]],
    [['generic', '--stack', 's', '--bucket', bucket, '--param', 'MemorySize=lots']],
    [['generic', '--stack', 's', '--bucket', bucket, '--param-from', 'GenericBootstrapValue=env:NONE_SUCH']],
    [
      [
        'generic',
        '--stack',
        's',
        '--bucket',
        bucket,
        '--param-from',
        'GenericBootstrapValue=file:/none/such',
      ],
    ],
    [['generic', '--stack', 's', '--bucket', bucket, '--param-from', `GenericBootstrapValue=${canary}`]],
  ])('ends a wrong usage with code 2 before anything is asked of the cloud: %j', async (argv) => {
    yard.sandbox.audit.clear();
    const { exitCode, stderr } = await yard.deploy(...argv, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(yard.sandbox.audit.count()).toBe(0);
  });

  it('wants a value for what a new stack needs', async () => {
    const { exitCode, stderr } = await yard.deploy('generic', '--stack', 's', '--bucket', bucket, '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no value for GenericSecretNames');
  });

  it('asks at a terminal, with a spinner while it waits', async () => {
    const { CI: _, NO_COLOR: __, ...inherited } = process.env;
    const env = { ...inherited, ...yard.variables, FIRST: canary, TERM: 'xterm-256color' };
    const words = ['deploy', ...generic].map((word) => `'${word}'`).join(' ');
    const command = `echo y | script -qec "'${process.execPath}' '${program}' ${words}" /dev/null`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { env });
    expect(stdout).toContain('Create the stack tokens? [y/N]');
    expect(stdout).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    expect(stdout).toContain('tokens');
    expect(await stacks()).toMatchObject([{ status: 'CREATE_COMPLETE' }]);
  });

  it('explains itself with examples, and is completed', async () => {
    const { exitCode, stdout } = await yard.deploy('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples:\n +rotator deploy /);
    const words = (await rotator(yard, 'complete', '--', 'deploy', '--param')).stdout;
    expect(words).toContain('--param-from');
  });
});
