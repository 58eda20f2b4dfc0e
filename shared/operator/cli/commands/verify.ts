import type { Command } from 'commander';
import type { SecretId } from '../../../engine/rotation/store.ts';
import { verify } from '../verify.ts';
import { aboutOne, type Common, type Context, commandContext, examples } from './context.ts';

interface Options extends Common {
  readonly repair?: true;
  readonly account?: string;
}

export function defineVerify(context: Context): void {
  aboutOne(context, 'verify', 'log in with what is stored, once with each value')
    .option('--repair', 'where the service has drifted, have the admin secret set the current value again')
    .option(
      '--account <name>',
      'with --repair: the account it is for, where no stored value of it logs in to show that',
    )
    .addHelpText(
      'after',
      examples('rotator verify MyDbCreds', 'rotator verify MyDbCreds --repair --account app'),
    )
    .action(async (secret: SecretId, options: Options, command: Command) => {
      if (options.account !== undefined && !options.repair)
        command.error('error: --account goes with --repair');
      else context.end(await verify(commandContext(context, options), secret, options));
    });
}
