import type { SecretId, VersionId } from '../../../engine/rotation/store.ts';
import { rollback } from '../rollback.ts';
import { rollbackToken } from './arguments.ts';
import { aboutOne, type Common, type Context, commandContext, examples } from './context.ts';

export function defineRollback(context: Context): void {
  aboutOne(context, 'rollback', 'make the previous value current again, while it still works')
    .option('--token <id>', 'name of this rollback, so that a repeated call is the same one', rollbackToken)
    .addHelpText(
      'after',
      examples('rotator rollback MyDbCreds', 'rotator rollback MyDbCreds --token incident-4711'),
    )
    .action(async (secret: SecretId, options: Common & { token?: VersionId }) => {
      context.end(await rollback(commandContext(context, options), secret, options.token));
    });
}
