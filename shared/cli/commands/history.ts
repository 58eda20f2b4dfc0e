import type { SecretId } from '../../rotation/store.ts';
import { history } from '../history.ts';
import { daysBack } from './arguments.ts';
import { aboutOne, type Common, type Context, commission, examples } from './context.ts';

export function defineHistory(context: Context): void {
  aboutOne(
    context,
    'history',
    'show the versions that are kept, the last success and failure, and who did what',
  )
    .option('--days <number>', 'how far back to read the audit log (default: 7)', daysBack)
    .addHelpText(
      'after',
      examples(
        'rotator history MyDbCreds',
        'rotator history MyDbCreds --days 30',
        'rotator history MyDbCreds --json | jq .versions',
      ),
    )
    .action(async (secret: SecretId, options: Common & { days?: number }) => {
      context.end(await history(commission(context, options), secret, options.days ?? 7));
    });
}
