import type { SecretId } from '../../../engine/rotation/store.ts';
import { history } from '../history.ts';
import { daysBack } from './arguments.ts';
import { aboutOne, type Common, type Context, commandContext, examples } from './context.ts';

export function defineHistory(context: Context): void {
  aboutOne(
    context,
    'history',
    'show the versions that are kept, the last success and failure, and who did what',
  )
    .option('--days <number>', 'how far back to read the audit log (default: 7)', daysBack)
    .option('--all', 'list every call of a rotation, not one line for all')
    .addHelpText(
      'after',
      examples(
        'rotator history MyDbCreds',
        'rotator history MyDbCreds --days 30 --all',
        'rotator history MyDbCreds --json | jq .versions',
      ),
    )
    .action(async (secret: SecretId, options: Common & { days?: number; all?: true }) => {
      const { days = 7, all = false } = options;
      context.end(await history(commandContext(context, options), secret, { days, all }));
    });
}
