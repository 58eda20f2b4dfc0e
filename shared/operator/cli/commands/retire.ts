import type { SecretId } from '../../../engine/rotation/store.ts';
import { retire } from '../retire.ts';
import { aboutOne, type Common, type Context, commandContext, examples } from './context.ts';

export function defineRetire(context: Context): void {
  aboutOne(context, 'retire', 'end the previous credential if its grace period is over and nobody uses it')
    .addHelpText(
      'after',
      examples('rotator retire MyDbCreds', 'rotator retire MyDbCreds --json | jq .Outcome'),
    )
    .action(async (secret: SecretId, options: Common) => {
      context.end(await retire(commandContext(context, options), secret));
    });
}
