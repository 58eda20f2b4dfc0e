import { RotationError } from '../../shared/engine/rotation/errors.ts';
import type { Outline } from '../../shared/engine/rotation/service.ts';
import { Sensitive } from '../../shared/runtime/sensitive.ts';
import type { Keyring } from './revocation/retire.ts';
import type { UserKeys } from './user-keys.ts';

/**
 * Lists the changes that `work` would request from RAM. Runs its real code, which reads from RAM but whose writes are
 * only recorded.
 */
export async function outlineKeys(
  ring: Keyring,
  work: (ring: Keyring) => Promise<unknown>,
): Promise<Outline> {
  const { access, keys } = ring;
  const { UserName: user } = access.current;
  const statements: string[] = [];
  const write = async (action: string, key = '') => void statements.push(`ram:${action} of ${user}${key}`);
  const dry: UserKeys = {
    ...keys,
    create: async () => {
      await write('CreateAccessKey');
      return { AccessKeyId: '***', AccessKeySecret: new Sensitive('***') };
    },
    disable: (key) => write('UpdateAccessKey', `: ${key}, Inactive`),
    remove: (key) => write('DeleteAccessKey', `: ${key}`),
  };
  try {
    await work({ ...ring, keys: dry, access: { ...access, saveState: async () => {}, remember: () => {} } });
    return { statements, missing: [] };
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    return { statements, missing: [error.message] };
  }
}
