import type { Command } from 'commander';
import { type ConformanceOptions, conformance } from '../conformance.ts';
import { newFile } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

interface Options extends ConformanceOptions {
  readonly region?: string;
  readonly conformance?: true;
}

export function defineDoctor(context: Context): void {
  command(context, 'doctor', 'ask KMS what its documentation leaves open')
    .option('--conformance', 'ask KMS what its documentation leaves open, with a temporary secret')
    .option('--kms-instance <id>', 'with --conformance: the KMS instance of the temporary secret')
    .option('--kms-key <id>', 'with --conformance: the key that protects the temporary secret')
    .option('--output <file>', 'with --conformance: the file of the report', newFile)
    .option('--yes', 'with --conformance: do not ask for confirmation')
    .addOption(timeout(120))
    .addHelpText('after', examples('rotator doctor --conformance'))
    .action(async (options: Options, self: Command) => {
      if (!options.conformance) self.error('error: say --conformance');
      context.end(await conformance(settings(options.region), options, context.out));
    });
}
