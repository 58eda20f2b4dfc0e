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

/** A place where the policy can have the value installed. */
interface Installation {
  /** The rule for a new value if the tag `rotation:value` is absent. If this is absent too, a password is made. */
  readonly usual?: string;
  open(access: RotationContext<GenericSecret>, environment: Environment): Promise<Service<GenericSecret>>;
  /** Uses a stored value at this place. Absent if there is nothing to use it on. */
  check?(
    access: RotationContext<GenericSecret>,
    value: GenericSecret,
    environment: Environment,
    version: VersionId,
  ): Promise<void>;
}

/** All places, by their names in the tag `rotation:strategy`. */
const places: ReadonlyMap<string, Installation> = new Map<string, Installation>([
  ['none', { open: installNone }],
  [
    'webhook',
    {
      open: installWebhook,
      // Opening it takes no lock, and announces no new value to the webhook before one is set.
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

/** Returns the secret type for any value. One tag says how the value is made, and another where it is installed. */
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
    `the value does not show where it is installed; name one of ${[...places.keys()].join(', ')}. With none, nothing is installed and nothing is proven`,
  );
}
