import { StrategyUnavailable } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext, SecretType, Service } from '../../shared/engine/rotation/service.ts';
import type { VersionId } from '../../shared/engine/rotation/store.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { usualSshKey } from './makers/ssh-key.ts';
import { checkRule } from './renewal.ts';
import {
  accountOf,
  differentPlace,
  formatSecret,
  type GenericSecret,
  parseSecret,
  placeOf,
} from './secret.ts';
import { tryOut } from './ssh/context.ts';
import { locate, readKeyAccount, readPasswordAccount } from './ssh/secret.ts';
import { installNone } from './strategies/none.ts';
import { installSshKey } from './strategies/ssh-key.ts';
import { installSshPassword } from './strategies/ssh-password.ts';
import { installWebhook } from './strategies/webhook.ts';

/** A place where the policy may have the value installed. */
interface Installation {
  /** The rule of a new value where the tag `rotation:value` is absent; that of a password where it says none. */
  readonly usual?: string;
  open(access: RotationContext<GenericSecret>, environment: Environment): Promise<Service<GenericSecret>>;
  /** Uses a stored value there; absent where there is nothing to use it on. */
  check?(
    access: RotationContext<GenericSecret>,
    value: GenericSecret,
    environment: Environment,
    version: VersionId,
  ): Promise<void>;
}

/** Each place under its name in the tag `rotation:strategy`. */
const places: ReadonlyMap<string, Installation> = new Map<string, Installation>([
  ['none', { open: installNone }],
  [
    'webhook',
    {
      open: installWebhook,
      // It has no lock to take, and is not told of a new value before one is set.
      check: async (access, value, environment, version) => {
        await using service = await installWebhook(access, environment);
        await service.test(value, version);
      },
    },
  ],
  [
    'ssh-key',
    {
      usual: usualSshKey,
      open: installSshKey,
      check: (access, value) => tryOut(access, readKeyAccount(access.secret, value), 'stored'),
    },
  ],
  [
    'ssh-password',
    {
      open: installSshPassword,
      check: async (access, value) => {
        const account = readPasswordAccount(access.secret, value);
        await tryOut(access, account, 'stored');
        locate(access, account);
      },
    },
  ],
]);

/** Any value: it is made as one tag says, and installed where another says. */
export function generic(environment: Environment): SecretType<GenericSecret> {
  return {
    type: 'generic',
    strategies: [...places.keys()],
    endPrevious: ['ssh-password'],
    parse: parseSecret,
    checkPolicy: (secret, policy) => checkRule(secret, policy, places.get(policy.strategy)?.usual),
    format: formatSecret,
    dataTypeOf: ({ dataType }) => dataType,
    differences: differentPlace,
    place: placeOf,
    account: accountOf,
    check: async (access, value, version) => {
      const { check } = placeNamed(access);
      await check?.(access, value, environment, version);
      return check ? 'accepted' : 'nothing-to-try';
    },
    open: (access) => placeNamed(access).open(access, environment),
  };
}

function placeNamed({ policy }: RotationContext<GenericSecret>): Installation {
  const { strategy } = policy;
  const named = places.get(strategy);
  if (named) return named;
  throw new StrategyUnavailable(
    strategy,
    `where a value is installed cannot be seen from it; name one of ${[...places.keys()].join(', ')}. With none, nothing is installed anywhere and nothing is proven`,
  );
}
