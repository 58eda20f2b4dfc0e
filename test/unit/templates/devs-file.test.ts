import { readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../shared/entry/event.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { readHouseTemplate } from '../../support/templates/house-template.ts';
import { templateFile } from '../../support/templates/template-files.ts';
import { readDevsFile } from './serverless-devs/devs-file.ts';

const { text } = templateFile('s.yaml');
const functions = readdirSync(join(import.meta.dirname, '../../../functions'));
const parameters = readHouseTemplate(templateFile('rds-mysql.yml').text).Parameters;
const names = Object.keys(parameters).map((name) => name.replace(/^RdsMysql/, ''));

/** What is wrong with it beyond its form. */
function flaws(given: string): readonly string[] {
  const { vars, resources } = readDevsFile(given);
  const { props } = resources.rotation;
  const foreign = Object.keys(vars).filter((name) => ![...names, 'Region', 'Type', 'RoleArn'].includes(name));
  const { payload } = props.triggers[0].triggerConfig;
  const request = parseEvent({ triggerTime: '2026-11-25T02:00:00Z', triggerName: 'sweep', payload });
  const { name, events } = readEnvironment(props.environmentVariables);
  return [
    ...foreign.map((one) => `${one} is no parameter of the ROS template`),
    ...Object.keys(vars)
      .filter((one) => !given.includes(`\${vars.${one}}`))
      .map((one) => `nothing uses ${one}`),
    ...(functions.includes(basename(props.code)) ? [] : [`there is no function ${props.code}`]),
    ...(normalize(join('templates', dirname(props.code))) === 'dist'
      ? []
      : ['its code is not what the build writes']),
    ...(request.operation === 'sweep' && request.secrets ? [] : ['its timer sweeps what is not its own']),
    ...(name === vars.Environment && events.secret === undefined
      ? []
      : ['its environment is not as it was given']),
    ...(props.asyncInvokeConfig.asyncTask === true
      ? []
      : ['what a sweep hands over twice would start twice']),
    ...(props.instanceConcurrency === 1 ? [] : ['two rotations share one instance']),
  ];
}

describe('the file for Serverless Devs', () => {
  it('is what its component takes, and what the function understands', () => {
    expect(flaws(text)).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    ['another edition', 'edition: 3.0.0', 'edition: 1.0.0', /edition/],
    ['a component that is not there', 'component: fc3', 'component: fc', /component/],
    ['a property that does not exist', 'functionName: $', 'name: $', /functionName|name/],
    ['a VSwitch under another name', 'vSwitchIds:', 'vswitchIds:', /vSwitchIds/],
    ['a number in quotes', 'memorySize: 512', "memorySize: '512'", /memorySize/],
    ['a timer that is not enabled either way', '            enable: true\n', '', /enable/],
    ['a timer in the other case', 'cronExpression:', 'CronExpression:', /cronExpression/],
    ['a payload that is no JSON', ',"SecretIds":[', ',"SecretIds":', /not JSON/],
    ['a sweep of everything', ',"SecretIds":[$', ',"SecretId":[$', /Unrecognized|SecretId/],
    ['a variable that is not there', 'vars.Environment}', 'vars.Environmnt}', /no variable Environmnt/],
    [
      'a variable that nobody uses',
      '  Type: rds-mysql\n',
      '  Type: rds-mysql\n  Window: x\n',
      /nothing uses Window/,
    ],
    ['a variable of another name', 'LogProject', 'LogsProject', /LogsProject is no parameter/],
    ['a function that is not built', 'Type: rds-mysql', 'Type: rds-oracle', /no function/],
    ['an invocation that may be started twice', 'asyncTask: true', 'asyncTask: false', /start twice/],
    [
      'two rotations in an instance',
      'instanceConcurrency: 1',
      'instanceConcurrency: 10',
      /share one instance/,
    ],
  ])('with %s is found out', (_, find, replace, says) => {
    expect(text).toContain(find);
    const planted = () => {
      const found = flaws(text.replaceAll(find, () => replace));
      if (found.length > 0) throw new Error(found.join('\n'));
    };
    expect(planted).toThrow(says);
  });
});
