import type { SecretId } from '../../../engine/rotation/store.ts';
import { plan } from '../plan.ts';
import { aboutOne, type Common, type Context, commandContext, examples } from './context.ts';

export function definePlan(context: Context): void {
  aboutOne(context, 'plan', 'show what a rotation would do, and change nothing')
    .addHelpText(
      'after',
      examples('rotator plan MyDbCreds', 'rotator plan MyDbCreds --json | jq -r .Plan.Missing[]'),
    )
    .action(async (secret: SecretId, options: Common) => {
      context.end(await plan(commandContext(context, options), secret));
    });
}
