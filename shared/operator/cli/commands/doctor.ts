import type { Command } from 'commander';
import { SecretId } from '../../../engine/rotation/store.ts';
import { day } from '../../../runtime/time.ts';
import { type ConformanceOptions, conformance } from '../conformance.ts';
import { doctor } from '../doctor.ts';
import { hours, newFile, parsedBy } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

interface Options extends ConformanceOptions {
  readonly region?: string;
  readonly conformance?: true;
  readonly function?: readonly string[];
  /** Milliseconds. */
  readonly silence?: number;
}

export function defineDoctor(context: Context): void {
  command(context, 'doctor', 'check what rotations need, and say what to do about what is missing')
    .argument('[secret...]', 'names: also check the way to what each of them opens, and its plan')
    .option('--function <name...>', 'also check deployed functions: settings, timer, role, logs, last sweep')
    .option('--silence <hours>', 'with --function: how old the last sweep may be (default: 24)', hours)
    .option('--conformance', 'ask KMS what its documentation leaves open, with a temporary secret')
    .option('--access-keys', 'with --conformance: also ask RAM, with a temporary user without rights')
    .option('--kms-instance <id>', 'with --conformance: the KMS instance of the temporary secret')
    .option('--kms-key <id>', 'with --conformance: the key that protects the temporary secret')
    .option('--output <file>', 'with --conformance: the file of the report', newFile)
    .option('--yes', 'with --conformance: do not ask for confirmation')
    .addOption(timeout(120))
    .addHelpText('after', rights)
    .addHelpText(
      'after',
      examples(
        'rotator doctor',
        'rotator doctor MyDbCreds --function rotate-mysql',
        'rotator doctor --json | jq .Failed',
        'rotator doctor --conformance',
      ),
    )
    .action(async (names: readonly string[], options: Options, self: Command) => {
      const secrets = names.map((name) => parsedBy(SecretId)(name));
      const wrong = complaint(secrets, options);
      if (wrong !== undefined) self.error(`error: ${wrong}`);
      const environment = settings(options.region);
      const { silence = day } = options;
      context.end(
        await (options.conformance
          ? conformance(environment, options, context.out)
          : doctor(context.types, environment, { ...options, secrets, silence }, context.out)),
      );
    });
}

const rights = `
Checks change nothing. Beside the rights that they try, --function reads with
fc:GetFunction, fc:ListTriggers, ram:GetRole and actiontrail:LookupEvents. Log
Service is not asked: alarms are judged by the tags of the secrets.`;

/** Returns which options do not go together, or undefined. */
function complaint(secrets: readonly SecretId[], options: Options): string | undefined {
  if (options.conformance)
    return secrets.length > 0 || options.function
      ? '--conformance takes no secret and no function'
      : undefined;
  const { accessKeys, kmsInstance, kmsKey, output, yes } = options;
  const needs = { 'access-keys': accessKeys, 'kms-instance': kmsInstance, 'kms-key': kmsKey, output, yes };
  const [given] = Object.entries(needs).find(([, value]) => value !== undefined) ?? [];
  if (given !== undefined) return `--${given} needs --conformance`;
  return options.silence !== undefined && !options.function ? '--silence needs --function' : undefined;
}
