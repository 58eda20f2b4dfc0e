import { describe, expect, it } from 'vitest';
import { type Statement, statementsOf } from '../../support/stand/template-role.ts';
import { readHouseTemplate } from '../../support/templates/house-template.ts';
import { renderings } from '../../support/templates/rendering.ts';
import { templateFile } from '../../support/templates/template-files.ts';

const account = { regionId: 'cn-hangzhou', accountId: '1234567890123456' };
const named = {
  secrets: ['one', 'two'],
  adminSecrets: ['key'],
  users: ['app'],
  configurationSecret: 'configuration',
  logProject: 'logs',
};

/** The function is named like its type, and so is what it may call. */
const rightsOf = (type: string) =>
  JSON.parse(
    JSON.stringify(statementsOf(account, type, named)).replaceAll(`functions/${type}`, 'functions/own'),
  );

/** What no rotation can miss here, and why it is granted all the same. */
const unproven: Readonly<Record<string, string>> = {
  'kms:Decrypt': 'the sandbox asks for no right to the key that protects a secret',
  'kms:GenerateDataKey': 'the same, for a new value',
  'eventbridge:PutEvents': 'the sandbox has no event bus',
  'vpc:DescribeVSwitchAttributes': 'Function Compute uses it to join a VPC, and the sandbox has none',
  'vpc:DescribeVpcAttribute': 'the same',
  'ecs:CreateNetworkInterface': 'the same',
  'ecs:DeleteNetworkInterface': 'the same',
  'ecs:DescribeNetworkInterfaces': 'the same',
  'ecs:CreateNetworkInterfacePermission': 'the same',
  'ecs:DeleteNetworkInterfacePermission': 'the same',
  'ecs:DescribeNetworkInterfacePermissions': 'the same',
};

function everyRight(name: string): readonly string[] {
  const { text } = templateFile(name);
  const most = renderings(text, readHouseTemplate(text)).find(({ title }) => title === 'most');
  const roles = most?.resources.filter(({ type }) => type === 'ALIYUN::RAM::Role') ?? [];
  return [...JSON.stringify(roles).matchAll(/"((?:kms|ram|fc|log|ecs|vpc|eventbridge):\w+)"/g)].map(
    ([, one = '']) => one,
  );
}

describe('the rights of a function', () => {
  it.each(['rds-mysql', 'rds-postgresql'])(
    'for %s are those that were proven for generic secrets',
    (type) => {
      expect(rightsOf(type)).toEqual(rightsOf('generic'));
    },
  );

  it.each(['rds-mysql.yml', 'generic.yml', 'access-key.yml', 'all.yml'])(
    'in %s hold nothing that was neither proven to be needed nor has a reason',
    (name) => {
      const proven: readonly Statement[] = ['generic', 'access-key'].flatMap((type) =>
        statementsOf(account, type, named),
      );
      const explained = new Set([...proven.flatMap(({ Action }) => Action), ...Object.keys(unproven)]);
      expect(everyRight(name).length).toBeGreaterThan(15);
      expect(everyRight(name).filter((action) => !explained.has(action))).toEqual([]);
    },
  );

  it('have no reason that nothing needs any more', () => {
    const all = new Set(everyRight('all.yml'));
    expect(Object.keys(unproven).filter((action) => !all.has(action))).toEqual([]);
  });
});
