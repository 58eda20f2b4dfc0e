import * as z from 'zod';
import type { ServerAddress } from '../servers/server.ts';
import type { Cloud } from './cloud.ts';
import { type Login, login } from './login.ts';
import { stagesOf } from './stages.ts';

const Listed = z.object({
  VersionIds: z.object({ VersionId: z.array(z.object({ VersionId: z.string() })) }),
});
const Stored = z.object({ SecretData: z.string() });
const Value = z.object({ AccountName: z.string(), AccountPassword: z.string() });

/** The value of each version that still exists. */
async function valuesOf(cloud: Cloud, secret: string): Promise<ReadonlyMap<string, Login>> {
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const values = new Map<string, Login>();
  for (const { VersionId } of Listed.parse(listed).VersionIds.VersionId) {
    const stored = await cloud.call('GetSecretValue', { SecretName: secret, VersionId });
    const { AccountName, AccountPassword } = Value.parse(JSON.parse(Stored.parse(stored).SecretData));
    values.set(VersionId, { user: AccountName, password: AccountPassword });
  }
  return values;
}

/** What the service accepts of what is stored, and which of that carries no stage, so that KMS may drop it. */
export async function acceptedOf(cloud: Cloud, server: ServerAddress, secret: string) {
  const { current, previous, pending } = await stagesOf(cloud, secret);
  const accepted: string[] = [];
  for (const [version, value] of await valuesOf(cloud, secret))
    if (await logsIn(server, value)) accepted.push(version);
  const unstaged = accepted.filter((version) => ![current, previous, pending].includes(version));
  return { accepted, unstaged, current: current !== undefined && accepted.includes(current) };
}

/** An account that is locked, or whose password has expired, lets nobody in either. */
async function logsIn(server: ServerAddress, value: Login): Promise<boolean> {
  try {
    return (await login(server, value)) === undefined;
  } catch (error) {
    if (error instanceof Error && 'errno' in error && [1820, 1862, 3118, 4151].includes(Number(error.errno)))
      return false;
    throw error;
  }
}
