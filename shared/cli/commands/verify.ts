import type { SecretId } from '../../rotation/store.ts';
import { verify } from '../verify.ts';
import { aboutOne, type Common, type Context, commission, examples } from './context.ts';

export function defineVerify(context: Context): void {
  aboutOne(context, 'verify', 'log in with what is stored, once with each value')
    .option('--repair', 'where the service has drifted, have the admin secret set the current value again')
    .addHelpText('after', examples('rotator verify MyDbCreds', 'rotator verify MyDbCreds --repair'))
    .action(async (secret: SecretId, options: Common & { repair?: true }) => {
      context.end(await verify(commission(context, options), secret, options.repair ?? false));
    });
}
