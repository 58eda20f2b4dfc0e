import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rights } from '../../../support/deploy/deploy-function.ts';
import { invokeFunction } from '../../../support/sandbox/fc-client.ts';
import { roleTrusting } from '../../../support/sandbox/people.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { render } from '../../../support/templates/rendering.ts';
import { samples } from '../../../support/templates/samples.ts';
import { templateFile } from '../../../support/templates/template-files.ts';
import { readDefinition } from './definition.ts';
import { flaws } from './flaws.ts';
import { type Invoke, interpret } from './interpret.ts';

const { text } = templateFile('cloudflow.yml');
const Definition = z.object({ Definition: z.string() });

function definition(more: Readonly<Record<string, string>> = {}, template = text): string {
  const given = { FunctionName: samples.FunctionName ?? '', SecretNames: 'a', ...more };
  const flow = render(template, new Map(Object.entries(given))).find(
    ({ type }) => type === 'ALIYUN::FNF::Flow',
  );
  return Definition.parse(flow?.properties).Definition;
}

describe('the flow', () => {
  it.each([{}, { Qualifier: '', ConcurrencyKey: 'MaxConcurrency', SecretNames: samples.SecretNames ?? '' }])(
    'sends the four steps in their order, each understood by the function, with %j',
    (more) => {
      expect(flaws(readDefinition(definition(more)))).toEqual([]);
    },
  );

  it.each([
    ['a state that is not there', 'Next: setSecret', 'Next: setSecrets', /no state setSecrets/],
    ['steps in another order', 'Step: testSecret', 'Step: finishSecret', /the steps are/],
    ['a step left out', 'Next: setSecret', 'Next: testSecret', /nothing leads to setSecret/],
    ['a catch that leads nowhere', 'Next: NotRotated', 'Next: Nowhere', /no state Nowhere/],
    ['a catch of one error alone', '[FnF.ALL]', '[FC.Unknown]', /end the other secrets/],
    ['a retry of everything', '[FC.ResourceThrottled,', '[FnF.ALL,', /repeats what the function refused/],
    ['a step that is not waited for', 'invocationType: Sync', 'invocationType: Async', /does not wait/],
    ['another key in the event', 'SecretId.$: $Input', 'SecretName.$: $Input', /not understood/],
    ['a token of each secret', '$Context.Execution.Name', '$Input.SecretId', /not understood|something else/],
    ['an expression that names nothing', '$Input.SecretId', '$Input.Secret', /names nothing/],
    ['no name of a retry', 'Description: The platform', 'Remark: The platform', /Description/],
    ['an endless wait', 'IntervalSeconds: 10', 'IntervalSeconds: 100000', /86400/],
    ['no mode', 'TaskMode: RequestComplete', 'TaskMode: Whenever', /TaskMode/],
    ['an ARN of Function Compute 2.0', ':functions/$', ':services/s/functions/$', /resourceArn/],
  ])('with %s is found out', (_, find, replace, says) => {
    expect(text).toContain(find);
    const planted = () => {
      const found = flaws(
        readDefinition(
          definition(
            { SecretNames: 'a,b' },
            text.replaceAll(find, () => replace),
          ),
        ),
      );
      if (found.length > 0) throw new Error(found.join('\n'));
    };
    expect(planted).toThrow(says);
  });
});

/** Function Compute, as CloudFlow calls it in the sandbox. */
function invoker(cloud: Cloud, events: unknown[]): Invoke {
  return async (arn, event) => {
    const name = /functions\/([\w-]+)/.exec(arn)?.[1] ?? '';
    events.push(event);
    const { headers, body, failed } = await invokeFunction(cloud.sandbox, name, JSON.stringify(event));
    if (failed !== undefined) return { error: `FC.${failed}` };
    const { errorType } = z.object({ errorType: z.string().optional() }).parse(JSON.parse(body));
    return headers['x-fc-error-type'] === undefined
      ? { answer: JSON.parse(body) }
      : { error: errorType ?? 'FC.Unknown' };
  };
}

async function deployed(): Promise<Cloud> {
  const cloud = await startCloud(undefined);
  const tags = { 'rotation:type': 'generic', 'rotation:strategy': 'none' };
  await cloud.createSecret('Good', 'first', tags);
  await cloud.createSecret('Bad', 'first', { ...tags, 'rotation:value': 'no-such-thing' });
  const statements = [rights.kms];
  await roleTrusting(cloud.sandbox, 'rotator', { Service: 'fc.aliyuncs.com' }, { statements });
  cloud.sandbox.createFunction({
    functionName: 'rotate-generic',
    codeDirectory: join(import.meta.dirname, '../../../../dist/generic'),
    role: 'rotator',
    timeout: 60,
  });
  return cloud;
}

describe('an execution of the flow', () => {
  const flow = readDefinition(definition({ SecretNames: 'Good,Bad' }));
  const run = (cloud: Cloud, invoke: (real: Invoke) => Invoke = (real) => real) => {
    const [events, entered, waits]: [unknown[], string[], number[]] = [[], [], []];
    const execution = {
      name: 'execution-1',
      invoke: invoke(invoker(cloud, events)),
      entered: (state: string) => entered.push(state),
      waited: (seconds: number) => waits.push(seconds),
    };
    return interpret(flow, {}, execution).then((output) => ({ output, events, entered, waits }));
  };

  it('rotates each secret by four calls of the function, and catches the one that fails', async () => {
    await using cloud = await deployed();
    const { output, events, entered, waits } = await run(cloud);
    expect(output).toEqual({ Items: [{ SecretId: 'Good' }, { SecretId: 'Bad', Error: 'InvocationFailed' }] });
    expect(await stagesOf(cloud, 'Good')).toMatchObject({
      current: 'execution-1',
      previous: 'v0',
      pending: undefined,
    });
    expect(await storedValue(cloud, 'Good')).not.toBe('first');
    expect(await stagesOf(cloud, 'Bad')).toMatchObject({ current: 'v0' });
    expect(entered.filter((state) => state === 'NotRotated')).toHaveLength(1);
    expect(entered.filter((state) => state === 'finishSecret')).toHaveLength(1);
    expect(events).toHaveLength(5);
    expect(waits).toEqual([]);
  });

  it('repeats what the platform has not run, and ends with the same rotation', async () => {
    await using cloud = await deployed();
    const throttled = new Set<string>();
    const { output, waits } = await run(cloud, (real) => async (arn, event) => {
      const key = JSON.stringify(event);
      if (throttled.has(key)) return await real(arn, event);
      throttled.add(key);
      return { error: 'FC.ResourceThrottled' };
    });
    expect(output).toMatchObject({ Items: [{ SecretId: 'Good' }, { Error: 'InvocationFailed' }] });
    expect(await stagesOf(cloud, 'Good')).toMatchObject({ current: 'execution-1' });
    expect(waits).toEqual([10, 10, 10, 10, 10]);
  });
});
