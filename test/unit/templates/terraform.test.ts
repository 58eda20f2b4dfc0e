import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseEvent } from '../../../shared/entry/event.ts';
import { secretTypes } from '../../../templates/source/secret-types.ts';
import { readHouseTemplate } from '../../support/templates/house-template.ts';
import { render } from '../../support/templates/rendering.ts';
import { samples } from '../../support/templates/samples.ts';
import { templateFile } from '../../support/templates/template-files.ts';
import { evaluate } from './terraform/expression.ts';
import { flaws } from './terraform/flaws.ts';
import { type Files, files, lookupIn, type Module, readModule } from './terraform/module.ts';

const module = await readModule();

const functions = secretTypes.map(({ name: type, prefix }) => ({ type, prefix }));

/** `RdsMysqlSecretNames` is `secret_names`, as Terraform writes names; VSwitchIds is one word to its provider. */
const nameOf = (parameter: string, prefix: string) =>
  parameter
    .replace(new RegExp(`^${prefix}`), '')
    .replace('VSwitch', 'Vswitch')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();

const parametersOf = (type: string) => readHouseTemplate(templateFile(`${type}.yml`).text).Parameters;

/** Of ROS alone: it makes logs and alarms, and its case of the timer's keys is open. */
const ofRos = /^(trigger_keys|log_days|alarm_state|alert_policy_id|action_policy_id|silence_period)$/;

/** The same parameters for both, all of them or only those without which it does not go. */
function given(type: string, prefix: string, everything: boolean) {
  const wanted = Object.entries(parametersOf(type)).filter(
    ([name, { Default }]) =>
      Default === undefined || (everything && name in samples) || name === 'LogProject',
  );
  const ros = wanted.map(([name]): [string, string] => [name, samples[name] ?? '']);
  const terraform = wanted.map(([name, { Type }]) => {
    const sample = samples[name] ?? '';
    return [nameOf(name, prefix), Type === 'CommaDelimitedList' ? sample.split(',') : sample];
  });
  const functionName = String(parametersOf(type)[`${prefix}FunctionName`]?.Default);
  const variables = { type, function_name: functionName, ...Object.fromEntries(terraform) };
  return { ros: new Map(ros), variables };
}

const Policies = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(z.unknown()) }) })),
  AssumeRolePolicyDocument: z.unknown(),
});
const Settings = z.looseObject({ LogConfig: z.record(z.string(), z.unknown()).optional() });
const Logging = z.object({ log_config: z.tuple([z.record(z.string(), z.unknown())]).optional() });
const settings = [
  ['ALIYUN::FC3::Function', 'alicloud_fcv3_function', 'function'],
  ['ALIYUN::FC3::AsyncInvokeConfig', 'alicloud_fcv3_async_invoke_config', 'function'],
  ['ALIYUN::FC3::Trigger', 'alicloud_fcv3_trigger', 'sweep'],
] as const;

const Tagged = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })) });
const Variables = z.object({ EnvironmentVariables: z.record(z.string(), z.string()) });

async function argument(path: readonly [string, string, string], variables: object, of: Module = module) {
  const [type, name, key] = path;
  const value = of.resource[type]?.[name]?.[0][key];
  if (value === undefined) throw new Error(`${path.join('.')} is not there`);
  return await evaluate(value, lookupIn(of, { ...variables }));
}

const json = async (path: readonly [string, string, string], variables: object, of: Module = module) =>
  JSON.parse(z.string().parse(await argument(path, variables, of)));

describe('the module of Terraform', () => {
  it('has nothing that its provider would turn down, and puts no old value back', async () => {
    expect(await flaws(module, files)).toEqual([]);
  });

  it('has the parameters of the ROS templates, by the same names', () => {
    const ros = functions.flatMap(({ type, prefix }) =>
      Object.keys(parametersOf(type)).map((name) => nameOf(name, prefix)),
    );
    const wanted = new Set(ros.filter((name) => !ofRos.test(name)));
    expect(new Set(Object.keys(module.variable))).toEqual(new Set([...wanted, 'type']));
  });
});

describe.each(functions)('the module of Terraform for $type', ({ type, prefix }) => {
  it.each([false, true])(
    'grants what the ROS template grants, with everything that may be given: %s',
    async (all) => {
      const { ros, variables } = given(type, prefix, all);
      const role = render(templateFile(`${type}.yml`).text, ros).find(
        ({ type: one }) => one === 'ALIYUN::RAM::Role',
      );
      const { Policies: policies, AssumeRolePolicyDocument } = Policies.parse(role?.properties);
      const Statement = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      expect(await json(['alicloud_ram_policy', 'function', 'policy_document'], variables)).toEqual({
        Version: '1',
        Statement,
      });
      expect(await json(['alicloud_ram_role', 'function', 'document'], variables)).toEqual(
        AssumeRolePolicyDocument,
      );
      const made = render(templateFile(`${type}.yml`).text, ros).find(
        ({ type: one }) => one === 'ALIYUN::FC3::Function',
      );
      const { EnvironmentVariables } = Variables.parse(made?.properties);
      const path = ['alicloud_fcv3_function', 'function', 'environment_variables'] as const;
      expect(await argument(path, variables)).toEqual(EnvironmentVariables);
    },
  );

  it.each([false, true])('tags a new secret as the ROS template does, with everything: %s', async (all) => {
    const { ros, variables } = given(type, prefix, all);
    const value = { ros: `${prefix}BootstrapValue`, text: samples[`${prefix}BootstrapValue`] ?? '' };
    const made = render(templateFile(`${type}.yml`).text, new Map([...ros, [value.ros, value.text]]));
    const secret = made.find(({ type: one }) => one === 'ALIYUN::KMS::Secret');
    const { Tags } = Tagged.parse(secret?.properties);
    const path = ['alicloud_kms_secret', 'first', 'tags'] as const;
    expect(await argument(path, { ...variables, bootstrap_value: value.text })).toEqual(
      Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    );
  });

  it.each(settings)('sets of %s what the ROS template sets', async (resource, kind, name) => {
    const { ros, variables } = given(type, prefix, true);
    const made = render(templateFile(`${type}.yml`).text, ros).find((one) => one.type === resource);
    const { LogConfig, ...properties } = Settings.parse(made?.properties);
    const wanted = Object.entries({ ...properties, ...LogConfig }).filter(
      ([key, value]) => typeof value !== 'object' && key !== 'FunctionName' && key !== 'Role',
    );
    const here = module.resource[kind]?.[name]?.[0];
    const set = wanted.map(async ([key]) => {
      const value = { ...here, ...Logging.parse(here).log_config?.[0] }[nameOf(key, '')];
      return [key, String(await evaluate(value, lookupIn(module, variables)))];
    });
    expect(await Promise.all(set)).toEqual(wanted.map(([key, value]) => [key, String(value)]));
  });

  it('has a timer whose payload the function understands', async () => {
    const { variables } = given(type, prefix, true);
    const { payload } = await json(['alicloud_fcv3_trigger', 'sweep', 'trigger_config'], variables);
    const request = parseEvent({ triggerTime: '2026-11-25T02:00:00Z', triggerName: 'sweep', payload });
    expect(request).toMatchObject({ operation: 'sweep', secrets: variables.secret_names });
  });
});

describe('a module of Terraform', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'an argument that does not exist',
      'oss_object_name =',
      'oss_object_key  =',
      /code knows no oss_object_key/,
    ],
    [
      'an argument of a dynamic block that does not exist',
      '      vswitch_ids ',
      '      vswitchids ',
      /knows no vswitchids/,
    ],
    ['a missing argument', '  handler               = "index.handler"\n', '', /has no handler/],
    ['no qualifier of a trigger', '  qualifier     = "LATEST"\n', '', /has no qualifier/],
    [
      'a value that is put back',
      '[secret_data, version_id, tags]',
      '[version_id, tags]',
      /first secret_data back/,
    ],
    [
      'a version that is put back',
      '[secret_data, version_id, tags]',
      '[secret_data, tags]',
      /first version_id back/,
    ],
    ['a variable that is not there', 'var.bundle ', 'var.bundel ', /no var\.bundel/],
    ['a variable that nothing uses', 'var.ca_file', 'var.layer', /nothing uses var\.ca_file/],
    ['a local that is not there', 'local.variables', 'local.variable', /no local\.variable/],
    ['a resource that does not exist', '"alicloud_fcv3_trigger"', '"alicloud_fc3_trigger"', /no resource/],
    ['a brace that is not closed', '  code {\n', '  code \n', /parse/i],
  ])('with %s is found out', async (_, find, replace, says) => {
    expect(files['main.tf']).toContain(find);
    const planted: Files = { ...files, 'main.tf': files['main.tf'].replaceAll(find, () => replace) };
    const found = async () => {
      const flawed = await flaws(await readModule(planted), planted);
      if (flawed.length > 0) throw new Error(flawed.join('\n'));
    };
    await expect(found()).rejects.toThrow(says);
  });

  it('that does not say where a value ends up is found out', async () => {
    const planted = { ...files, 'variables.tf': files['variables.tf'].replaceAll('each refresh', 'nothing') };
    expect(await flaws(await readModule(planted), planted)).toEqual([
      'var.bootstrap_value does not say that alicloud_kms_secret.first brings live values into the state',
    ]);
  });

  it('that grants more than the ROS template is found out', async () => {
    const more = files['main.tf'].replace('["kms:ListSecrets"]', '["kms:*"]');
    const { variables } = given('rds-mysql', 'RdsMysql', true);
    const path = ['alicloud_ram_policy', 'function', 'policy_document'] as const;
    const planted = await readModule({ ...files, 'main.tf': more });
    expect(await json(path, variables, planted)).not.toEqual(await json(path, variables));
  });
});
