import { StrategyUnavailable } from '../../shared/rotation/errors.ts';
import type { Access, SecretType, Service } from '../../shared/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { installNone } from './install-none.ts';
import { installSshKey } from './install-ssh-key.ts';
import { installSshPassword } from './install-ssh-password.ts';
import { installWebhook } from './install-webhook.ts';
import { differentPlace, formatSecret, type GenericSecret, parseSecret, placeOf } from './secret.ts';

/** Opens the place where the policy has the value installed. */
type Install = (access: Access<GenericSecret>, environment: Environment) => Promise<Service<GenericSecret>>;

/** Each place under its name in the tag `rotation:strategy`. */
const places: ReadonlyMap<string, Install> = new Map<string, Install>([
  ['none', installNone],
  ['webhook', installWebhook],
  ['ssh-key', installSshKey],
  ['ssh-password', installSshPassword],
]);

/** Any value: it is made as one tag says, and installed where another says. */
export function generic(environment: Environment): SecretType<GenericSecret> {
  return {
    type: 'generic',
    strategies: [...places.keys()],
    parse: parseSecret,
    format: formatSecret,
    dataTypeOf: ({ dataType }) => dataType,
    differences: differentPlace,
    place: placeOf,
    open: (access) => open(access, environment),
  };
}

async function open(
  access: Access<GenericSecret>,
  environment: Environment,
): Promise<Service<GenericSecret>> {
  const { strategy } = access.policy;
  const install = places.get(strategy);
  if (install) return install(access, environment);
  throw new StrategyUnavailable(
    strategy,
    `where a value is installed cannot be seen from it; name one of ${[...places.keys()].join(', ')}. With none, nothing is installed anywhere and nothing is proven`,
  );
}
