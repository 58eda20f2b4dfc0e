import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../support/templates/render-template.ts';

const pseudo = {
  'ALIYUN::StackName': 'payments',
  'ALIYUN::StackId': 'stack-1',
  'ALIYUN::Region': 'cn-hangzhou',
  'ALIYUN::AccountId': '1000000000000001',
  'ALIYUN::TenantId': '1000000000000002',
};

const render = (template: string, parameters: Readonly<Record<string, string>> = {}) =>
  renderTemplate({
    template,
    parameters,
    pseudo,
    attributeOf: (resource, attribute) => `<${resource}${attribute === undefined ? '' : `.${attribute}`}>`,
  });

/** What a property comes to, in a template with parameters, a mapping, conditions and two other resources. */
const property = (text: string, parameters: Readonly<Record<string, string>> = {}) =>
  render(
    `
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Names: { Type: CommaDelimitedList, Default: 'a,b' }
  None: { Type: CommaDelimitedList, Default: '' }
  Vpc: { Type: String, Default: '' }
  Absent: { Type: String, Default: null }
  Size: { Type: Number, Default: 512 }
  On: { Type: Boolean, Default: 'True' }
  Tree: { Type: Json, Default: { x: { y: 1 } } }
Mappings:
  Zones: { cn-hangzhou: { first: h } }
Conditions:
  HasVpc: !Not [!Equals [!Ref Vpc, '']]
  Big: !Equals [!Ref Size, 1024]
  Either: !Or [HasVpc, Big]
  Both: !And [HasVpc, Big]
Resources:
  Role: { Type: A::Role }
  Gone: { Type: A::Gone, Condition: HasVpc }
  Subject: { Type: A::Subject, Properties: { P: ${text} } }
`,
    parameters,
  ).find(({ id }) => id === 'Subject')?.properties.P;

describe('a value of a template', () => {
  it.each([
    ['!Ref Names', ['a', 'b']],
    ['!Ref None', []],
    ['!Ref Role', '<Role>'],
    ['!Ref ALIYUN::TenantId', '1000000000000002'],
    ['!Ref ALIYUN::NoValue', undefined],
    ['!Ref Absent', undefined],
    ['[1, !Ref ALIYUN::NoValue, 2]', [1, 2]],
    ['!Ref Size', 512],
    ['!Ref On', true],
    ['!GetAtt Role.Arn', '<Role.Arn>'],
    ['{ "Fn::GetAtt": [Role, Data.x] }', '<Role.Data.x>'],
    ['!GetAtt Role.Data.x', '<Role.Data.x>'],
    ['!FindInMap [Zones, !Ref ALIYUN::Region, first]', 'h'],
    ['!Join ["-", [a, !Ref Size, c]]', 'a-512-c'],
    ['!Join [",", !Ref Names]', 'a,b'],
    ['!Split ["-", a-b-c]', ['a', 'b', 'c']],
    [
      `!Sub "acs:\${ALIYUN::Region}:\${Role.Arn}:\${Role}:\${!Kept}:\${Size}:\${Names}"`,
      `acs:cn-hangzhou:<Role.Arn>:<Role>:\${Kept}:512:a,b`,
    ],
    [`!Sub ["\${x}/\${Size}", { x: !Ref Role }]`, '<Role>/512'],
    ['!Replace [{ a: b, c: $& }, a-c]', 'b-$&'],
    ['{ "Fn::Split": [",", { "Fn::Join": [",", !Ref Names] }] }', ['a', 'b']],
    ['!Str 5', '5'],
    ['!Base64Encode text', 'dGV4dA=='],
    ['!Base64Decode dGV4dA==', 'text'],
    ['!Select [1, !Ref Names]', 'b'],
    ['!Select ["1", !Ref Names]', 'b'],
    ['!Select [7, !Ref Names, other]', 'other'],
    ['!Select [x, !Ref Tree]', { y: 1 }],
    ['!Length {"Fn::Split": [",", "a,b,c"]}', 3],
    ['!ListMerge [!Ref Names, [c]]', ['a', 'b', 'c']],
    [`!GetJsonValue [k, '{"k": [1]}']`, [1]],
    ['!If [HasVpc, yes, no]', 'no'],
    ['!If [Either, !Ref Gone, no]', 'no'],
    [`!If [Both, yes, { deep: [!Sub "\${Size}"] }]`, { deep: ['512'] }],
    ['{ plain: [1, true, { Ref2: x }] }', { plain: [1, true, { Ref2: 'x' }] }],
  ])('comes to what ROS makes of it: %s', (text, expected) => {
    expect(property(text)).toEqual(expected);
  });

  it.each([
    [{ Vpc: 'v' }, 'yes', '<Gone>'],
    [{ Size: '1024' }, 'no', 'none'],
  ])('follows its conditions with %j', (parameters, first, second) => {
    expect(property('!If [HasVpc, "yes", "no"]', parameters)).toBe(first);
    expect(property('!If [HasVpc, !Ref Gone, none]', parameters)).toBe(second);
    expect(property('!If [Either, 1, 2]', parameters)).toBe(1);
  });

  it.each([
    ['!GetAZs x', 'Fn::GetAZs|GetAZs'],
    ['{ "Fn::Jq": [First, .a, {}] }', 'the sandbox does not evaluate Fn::Jq'],
    ['!Ref Nobody', 'there is no Nobody'],
    ['!Ref Gone', 'there is no Gone'],
    ['!GetAtt Role', 'Fn::GetAtt: [resource, attribute]'],
    ['!Join [a]', 'Fn::Join: [delimiter, list]'],
    ['!If [Nothing, 1, 2]', 'there is no condition Nothing'],
    ['!If [HasVpc, 1]', 'Fn::If: [condition, value, value]'],
    ['!FindInMap [Zones, mars, first]', 'no mapping Zones.mars.first'],
    ['!Select [9, !Ref Names]', 'finds nothing at 9'],
    [`!Sub "\${Nobody.Arn}"`, 'there is no Nobody'],
    [`!Sub "\${ALIYUN::NoValue}"`, 'ALIYUN::NoValue, which is no value'],
    ['!GetJsonValue [k, "{"]', 'no JSON'],
    ['!Not [1]', 'neither true nor false'],
    ['!Ref Subject', 'depend on each other: Subject, Subject'],
  ])('is refused by name where it comes to nothing: %s', (text, message) => {
    expect(() => property(text)).toThrow(new RegExp(message.replaceAll(/[[\]().]/g, '\\$&')));
  });
});

describe('a parameter', () => {
  const given = (definition: string, value?: string) =>
    render(
      `
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  It: ${definition}
Resources: { R: { Type: A::B, Properties: { P: !Ref It } } }`,
      value === undefined ? {} : { It: value },
    )[0]?.properties.P;

  it.each([
    ['{ Type: String }', undefined, 'It has no value'],
    ['{ Type: Number }', 'ten', 'no Number'],
    ['{ Type: Boolean }', 'yes', 'no Boolean'],
    ['{ Type: Json }', '{', 'no Json'],
    ['{ Type: String, AllowedValues: [a, b] }', 'c', 'AllowedValues'],
    ['{ Type: CommaDelimitedList, AllowedValues: [a, b] }', 'a,c', 'AllowedValues'],
    ['{ Type: String, AllowedPattern: "[a-z]+" }', 'a1', 'AllowedPattern'],
    ['{ Type: String, AllowedPattern: "[a-z]+" }', '1a', 'AllowedPattern'],
    ['{ Type: String, AllowedPattern: "[" }', 'a', 'no regular expression'],
    ['{ Type: String, MinLength: 2 }', 'a', 'MinLength 2'],
    ['{ Type: String, MaxLength: 2 }', 'abc', 'MaxLength 2'],
    ['{ Type: CommaDelimitedList, MinLength: 1 }', '', 'MinLength 1'],
    ['{ Type: Number, MinValue: 1 }', '0', 'MinValue 1'],
    ['{ Type: Number, MaxValue: 1 }', '2', 'MaxValue 1'],
    ['{ Type: ALIYUN::OOS::Parameter::Value }', 'x', 'no parameters of this type'],
    ['{ Type: String, AllowedPattern: a, ConstraintDescription: { en: say a } }', 'b', 'not valid: say a'],
  ])('of %s refuses %j', (definition, value, message) => {
    expect(() => given(definition, value)).toThrow(message);
  });

  it('that is refused does not tell its value', () => {
    expect(() => given('{ Type: String, NoEcho: true, AllowedPattern: "[a-z]+" }', 'C4n4ry')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('C4n4ry') }),
    );
  });

  it.each([
    ['{ Type: String }', '', ''],
    ['{ Type: String }', '12', '12'],
    ['{ Type: Number }', '-1.5', -1.5],
    ['{ Type: Number, MinValue: 1, MaxValue: 10 }', '10', 10],
    ['{ Type: Json }', '[1]', [1]],
    ['{ Type: String, Required: false }', undefined, undefined],
    ['{ Type: String, AllowedPattern: "a|b" }', 'b', 'b'],
    ['{ Type: CommaDelimitedList }', 'a,b', ['a', 'b']],
  ])('of %s takes %j', (definition, value, expected) => {
    expect(given(definition, value)).toEqual(expected);
  });

  it('that the template does not have is refused', () => {
    expect(() => render('{"ROSTemplateFormatVersion": "2015-09-01", "Resources": {}}', { X: '1' })).toThrow(
      'no parameter X',
    );
  });
});

describe('a template', () => {
  it('may be JSON', () => {
    const template = {
      ROSTemplateFormatVersion: '2015-09-01',
      Resources: {
        A: { Type: 'X::Y', DeletionPolicy: 'Retain', Properties: { P: { Ref: 'ALIYUN::StackName' } } },
      },
    };
    expect(render(JSON.stringify(template))).toEqual([
      { id: 'A', type: 'X::Y', deletionPolicy: 'Retain', properties: { P: 'payments' } },
    ]);
  });

  it('has its resources made after what they depend on', () => {
    const order = render(`
ROSTemplateFormatVersion: '2015-09-01'
Resources:
  Trigger: { Type: T, Properties: { F: !GetAtt Function.FunctionName }, DependsOn: Log }
  Function: { Type: F, Properties: { Role: !Sub '\${Role.Arn}', E: { L: !Ref Log } } }
  Log: { Type: L }
  Role: { Type: R }`);
    expect(order.map(({ id }) => id)).toEqual(['Log', 'Role', 'Function', 'Trigger']);
  });

  it.each([
    ['Resources: {}', 'ROSTemplateFormatVersion'],
    ["ROSTemplateFormatVersion: '2015-09-01'", 'Resources'],
    ["ROSTemplateFormatVersion: '2015-09-01'\nRules: {}\nResources: {}", 'Rules'],
    ["ROSTemplateFormatVersion: '2015-09-01'\nResources: { A: { Type: B, Count: 2 } }", 'Count'],
    ['Resources: [', 'line 1'],
    ['A: 1\nA: 2', 'unique'],
    ['A: !Base64Encode !Sub x', 'cannot be read'],
    ["ROSTemplateFormatVersion: '2015-09-01'\nResources: { A: { Type: B, Condition: C } }", 'no condition C'],
    [
      "ROSTemplateFormatVersion: '2015-09-01'\nConditions: { C: !Not C }\nResources: { A: { Type: B, Condition: C } }",
      'C depends on itself',
    ],
    [
      "ROSTemplateFormatVersion: '2015-09-01'\nResources: { A: { Type: B, DependsOn: B }, B: { Type: B, DependsOn: A } }",
      'A, B, A',
    ],
  ])('is refused where it is malformed: %j', (text, message) => {
    expect(() => render(text)).toThrow(message);
  });
});
