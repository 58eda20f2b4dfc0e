import { Option } from 'commander';
import { states } from '../../../engine/operations/attention.ts';
import { SecretId } from '../../../engine/rotation/store.ts';
import { type StatusOptions, status } from '../status.ts';
import { parsedBy } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

export function defineStatus(context: Context): void {
  command(context, 'status', 'show the status of secrets: type, strategy, age, next due, state, last error')
    .argument('[secret...]', 'names (default: every secret with the tag rotation:type)')
    .addOption(new Option('--state <state...>', 'only those in one of these states').choices(states))
    .option('--type <type...>', 'only those of one of these types')
    .addOption(timeout(60))
    .addHelpText(
      'after',
      examples('rotator status', 'rotator status --state failing stopped', 'rotator status MyDbCreds --json'),
    )
    .action(async (names: string[], options: StatusOptions & { region?: string }) => {
      const secrets = names.map((name) => parsedBy(SecretId)(name));
      context.end(await status(settings(options.region), secrets, options, context.out));
    });
}
