import { checkPassword } from '../../../../../shared/engine/credentials/password.ts';
import type { SecretType } from '../../../../../shared/engine/rotation/service.ts';
import type { Environment } from '../../../../../shared/runtime/environment.ts';
import { open } from './context.ts';
import { differences, formatSecret, type NewTypeSecret, parseSecret, passwords } from './secret.ts';
import { singleUser } from './strategies/single-user.ts';
import { tryOut } from './test.ts';

// To do: say whose secrets these are.
/** Returns the secret type for an account of a new kind of server. */
export function newType(environment: Environment): SecretType<NewTypeSecret> {
  return {
    type: 'new-type',
    strategies: ['single-user'],
    endPrevious: ['single-user'],
    parse: parseSecret,
    checkPolicy: (_, { password }) => checkPassword(password, passwords),
    format: formatSecret,
    sameCredential: (one, other) =>
      one.AccountName === other.AccountName && one.AccountPassword.equals(other.AccountPassword),
    differences,
    account: ({ AccountName }) => AccountName,
    place: ({ AccountName, Endpoint, Port }) => ({ server: `${Endpoint}:${Port}`, account: AccountName }),
    check: async (access, value) => {
      await tryOut(access, environment, value, 'stored');
      access.located(`${value.Endpoint}:${value.Port}`, [value.AccountName]);
      return 'accepted';
    },
    open: async (access) => singleUser(await open(access, environment)),
  };
}
