import * as z from 'zod';
import type { Cloud } from '../stand/cloud.ts';
import { login } from '../stand/login.ts';
import type { Prepared } from '../stand/settings.ts';
import { passwordsKept } from './passwords-kept.ts';

/** A version of a secret, and what the real server says to its value. */
export interface Version {
  readonly id: string;
  readonly stages: readonly string[];
  readonly accepted: boolean;
  /** Equal for versions that hold the same value. */
  readonly value: string;
}

export interface Standing {
  readonly versions: readonly Version[];
  /** Passwords the server keeps for the secret's accounts. */
  readonly kept: number;
}

const Listed = z.object({
  VersionIds: z.object({
    VersionId: z.array(
      z.object({ VersionId: z.string(), VersionStages: z.object({ VersionStage: z.array(z.string()) }) }),
    ),
  }),
});
const Answer = z.object({ SecretData: z.string() });
const Value = z.object({ AccountName: z.string(), AccountPassword: z.string() });

/** Asks the server about each known value. */
export async function lookAt(cloud: Cloud, { server, secret, account }: Prepared): Promise<Standing> {
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const versions: Version[] = [];
  for (const { VersionId, VersionStages } of Listed.parse(listed).VersionIds.VersionId) {
    const { SecretData } = Answer.parse(
      await cloud.call('GetSecretValue', { SecretName: secret, VersionId }),
    );
    const { AccountName, AccountPassword } = Value.parse(JSON.parse(SecretData));
    const refusal = await login(server, { user: AccountName, password: AccountPassword });
    versions.push({
      id: VersionId,
      stages: VersionStages.VersionStage,
      accepted: refusal === undefined,
      value: SecretData,
    });
  }
  return { versions, kept: await passwordsKept(server, account.user) };
}

export function carrying({ versions }: Standing, stage: string): Version | undefined {
  return versions.find(({ stages }) => stages.includes(stage));
}
