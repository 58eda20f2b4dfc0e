import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import type { Login } from './login.ts';

const Answer = z.object({ SecretData: z.string(), VersionId: z.string() });
const Value = z.object({ AccountName: z.string(), AccountPassword: z.string() });

/** What an application that reads the secret now would log in with. */
export async function currentLogin(
  cloud: Cloud,
  secret: string,
): Promise<Login & { readonly version: string }> {
  const { SecretData, VersionId } = Answer.parse(await cloud.call('GetSecretValue', { SecretName: secret }));
  const { AccountName, AccountPassword } = Value.parse(JSON.parse(SecretData));
  return { user: AccountName, password: AccountPassword, version: VersionId };
}
