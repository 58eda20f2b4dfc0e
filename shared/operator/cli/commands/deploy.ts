import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Sensitive } from '../../../runtime/sensitive.ts';
import { deploy } from '../../deploy/deploy.ts';
import { dryRun } from '../../deploy/dry-run.ts';
import { explainParameters } from '../../deploy/parameter-help.ts';
import { complaint, type Given } from '../../deploy/stack-parameters.ts';
import { blueprintNames, readBlueprint, type TemplateBundle } from '../../deploy/template-bundle.ts';
import { undeploy } from '../../deploy/undeploy.ts';
import { isSource, readSource } from '../value-source.ts';
import { variable } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

interface Options {
  readonly region?: string;
  readonly stack?: string;
  readonly bucket?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly paramFrom?: Readonly<Record<string, Sensitive>>;
  readonly bundles: string;
  readonly dryRun?: boolean;
  readonly helpParameters?: boolean;
  readonly delete?: boolean;
  readonly yes?: boolean;
  readonly timeout: number;
}

export function defineDeploy(context: Context): void {
  command(context, 'deploy', 'create or change a ROS stack with a function, its role, timer, logs and alarms')
    .argument('[type]', 'name of a template: the type of a function, or all of them', 'all')
    .option('--stack <name>', 'name of the stack')
    .option('--bucket <name>', 'OSS bucket in the same region, for code that is too long for the request')
    .option('--param <name=value...>', 'values of parameters; a change keeps all other values', variable)
    .option(
      '--param-from <name=source...>',
      'the same from env:VARIABLE, file:PATH or -, for values that must not be visible in a command',
      sourced,
    )
    .option('--bundles <dir>', 'the folder that the build has written', folderOfThisProgram())
    .option('--help-parameters', 'print what each parameter of the template means')
    .option('--dry-run', 'print the template and its parameters, and change nothing')
    .option('--delete', 'delete the stack; its secrets stay')
    .option('--yes', 'do not ask for confirmation')
    .addOption(timeout(1_800))
    .addHelpText(
      'after',
      examples(
        'rotator deploy rds-mysql --help-parameters',
        'rotator deploy rds-mysql --stack rotation --param RdsMysqlSecretNames=shop/app',
        'rotator deploy generic --stack tokens --param GenericSecretNames=api-token --param-from GenericBootstrapValue=env:TOKEN --yes',
        'rotator deploy all --stack rotation --bucket my-code --dry-run',
        'rotator deploy --stack rotation --delete',
      ),
    )
    .action(async (type: string, options: Options, self: Command) => {
      context.end(await run(context, type, options, self));
    });
}

async function run({ out }: Context, type: string, options: Options, self: Command): Promise<number> {
  if (options.helpParameters)
    return explainParameters(type, templateBundleOf(type, options.bundles, self), out);
  const { bucket, stack } = options;
  if (stack === undefined) return self.error("error: required option '--stack <name>' not specified");
  const environment = settings(options.region);
  if (options.delete) return undeploy(environment, { ...options, stack }, out);
  const templateBundle = templateBundleOf(type, options.bundles, self);
  const given: Given = { plain: options.param ?? {}, hidden: options.paramFrom ?? {} };
  const wrong = complaint(templateBundle, given);
  if (wrong !== undefined) return self.error(`error: ${wrong}`);
  if (options.dryRun) return dryRun(templateBundle, { stack, bucket, given }, out);
  return deploy(environment, templateBundle, { ...options, stack, bucket, given }, out);
}

function templateBundleOf(type: string, folder: string, self: Command): TemplateBundle {
  let names: string[] = [];
  try {
    names = blueprintNames(folder);
  } catch {
    self.error(`error: the build has not written the folder ${folder}`);
  }
  if (!names.includes(type))
    self.error(`error: there is no template ${type}; choose one of ${names.join(', ')}`);
  return readBlueprint(folder, type);
}

/** Returns the folder of this program, where the build puts the bundles and the templates. */
function folderOfThisProgram(): string {
  const [, program = '.'] = process.argv;
  try {
    return dirname(realpathSync(program));
  } catch {
    return dirname(program);
  }
}

/** Reads a value from its source. */
function sourced(text: string, others: Readonly<Record<string, Sensitive>> = {}): Record<string, Sensitive> {
  const [, name, source = ''] = /^([A-Za-z]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || !isSource(source))
    throw new InvalidArgumentError('must have the form NAME=env:VARIABLE, NAME=file:PATH or NAME=-');
  const value = readSource(source);
  if (typeof value === 'string') throw new InvalidArgumentError(value);
  return { ...others, [name]: value };
}
