import type { SecretId } from '../../rotation/store.ts';
import { history } from '../history.ts';
import { aboutOne, type Common, type Context, commission, examples } from './context.ts';

export function defineHistory(context: Context): void {
  aboutOne(context, 'history', 'show the versions that are kept, and the last success and failure')
    .addHelpText(
      'after',
      examples('rotator history MyDbCreds', 'rotator history MyDbCreds --json | jq .versions'),
    )
    .action(async (secret: SecretId, options: Common) => {
      process.exitCode = await history(commission(context, options), secret);
    });
}
