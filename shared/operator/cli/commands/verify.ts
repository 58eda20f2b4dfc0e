import type { Command } from 'commander';
import type { SecretId } from '../../../engine/rotation/store.ts';
import { verify } from '../verify.ts';
import { aboutOne, type Common, type Context, commandContext, examples } from './context.ts';

interface Options extends Common {
  readonly repair?: true;
  readonly account?: string;
}

export function defineVerify(context: Context): void {
  aboutOne(context, 'verify', 'log in once with each stored value')
    .option('--repair', 'set the current value again by the admin secret, if the service has drifted')
    .option(
      '--account <name>',
      'with --repair: the account of the secret, if no stored value logs in to prove it',
    )
    .addHelpText(
      'after',
      examples('rotator verify MyDbCreds', 'rotator verify MyDbCreds --repair --account app'),
    )
    .action(async (secret: SecretId, options: Options, command: Command) => {
      if (options.account !== undefined && !options.repair) command.error('error: --account needs --repair');
      else context.end(await verify(commandContext(context, options), secret, options));
    });
}
