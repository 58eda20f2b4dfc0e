import type { Guard } from './guard.ts';

const inspected = ['test/unit/templates/templates.test.ts'];
const faults = ['test/unit/templates/faults.test.ts'];

/** What the templates promise, and the checks that hold them to it. */
export const templateGuards: readonly Guard[] = [
  {
    title: 'a sweep in which a secret failed is not said to have gone well',
    file: 'shared/entry/sweep-line.ts',
    find: "'failed', ",
    replace: '',
    tests: ['test/unit/entry/sweep-line.test.ts'],
  },
  {
    title: 'a lane says nothing of the whole sweep',
    file: 'shared/entry/handler.ts',
    find: 'if (!request.batch && !request.dryRun)',
    replace: 'if (!request.dryRun)',
    tests: ['test/process/operations/fan-out.test.ts'],
    isBuilt: true,
  },
  {
    title: 'a role may do all that its function has to do',
    file: 'templates/generic.yml',
    find: '                      - kms:TagResource\n',
    replace: '',
    tests: ['test/integration/least-privilege/least-privilege.test.ts'],
  },
  {
    title: 'a role may do nothing that its function has not to do',
    file: 'templates/access-key.yml',
    find: '                      - kms:TagResource\n',
    replace: '                      - kms:TagResource\n                      - kms:UpdateSecret\n',
    tests: ['test/integration/least-privilege/least-privilege.test.ts'],
  },
  {
    title: 'a secret outlives its stack',
    file: 'templates/rds-mysql.yml',
    find: '    DeletionPolicy: Retain\n',
    replace: '',
    tests: inspected,
  },
  {
    title: 'a stack sweeps its own secrets alone',
    file: 'templates/generic.yml',
    find: `            payload:
              Fn::Sub:
                - '{"Operation":"sweep","SecretIds":["\${Names}"]}'`,
    replace: `            payload:
              Fn::Sub:
                - '{"Operation":"sweep","DryRun":false}\${!Names}'`,
    tests: inspected,
  },
  {
    title: 'Serverless Devs deploys with the defaults of the templates',
    file: 'templates/s.yaml',
    find: 'memorySize: 512',
    replace: 'memorySize: 768',
    tests: ['test/unit/templates/source.test.ts'],
  },
  {
    title: 'Terraform turns down what the templates turn down',
    file: 'templates/source/terraform/variable.ts',
    find: 'if (AllowedPattern !== undefined)',
    replace: 'if (AllowedPattern === "")',
    tests: ['test/unit/templates/source.test.ts'],
  },
  {
    title: 'a first secret of Terraform has a strategy of its type',
    file: 'templates/terraform/main.tf',
    find: '= local.strategy',
    replace: '= var.strategy',
    tests: ['test/unit/templates/terraform.test.ts'],
  },
  {
    title: 'the example leaves no entry empty',
    file: 'templates/source/fill.ts',
    find: 'else throw new Error',
    replace: 'else if (name === "") throw new Error',
    tests: ['test/unit/templates/source.test.ts'],
  },
  {
    title: 'a wildcard in what a role reaches is found',
    file: 'test/unit/templates/findings/policies.ts',
    find: "own.includes('*')",
    replace: 'false',
    tests: faults,
  },
  {
    title: 'a secret value that can be read in a stack is found',
    file: 'test/unit/templates/findings/secrecy.ts',
    find: 'return !safe && hidden.has(name)',
    replace: 'return !safe && name === ""',
    tests: faults,
  },
  {
    title: 'a property that does not exist is found',
    file: 'test/unit/templates/findings/properties.ts',
    find: 'if (!fact) return [`',
    replace: 'if (name === "") return [`',
    tests: faults,
  },
];
