import * as z from 'zod';
import type { Cloud } from '../stand/cloud.ts';
import { storedValue } from '../stand/stored-value.ts';
import type { ReadySecret } from '../stand/subject.ts';

/** A version of a secret, and what the real service says to its value; nothing where there is no service. */
export interface Version {
  readonly id: string;
  readonly stages: readonly string[];
  readonly accepted: boolean | undefined;
  /** Equal for versions that hold the same value. */
  readonly value: string;
}

export interface Standing {
  readonly versions: readonly Version[];
  /** Credentials the service keeps for the secret; absent where it cannot be asked. */
  readonly kept: number | undefined;
}

const Listed = z.object({
  VersionIds: z.object({
    VersionId: z.array(
      z.object({ VersionId: z.string(), VersionStages: z.object({ VersionStage: z.array(z.string()) }) }),
    ),
  }),
});

/** Asks the service about each known value. */
export async function lookAt(cloud: Cloud, ready: ReadySecret): Promise<Standing> {
  const { secret } = ready;
  await ready.settled?.();
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const versions: Version[] = [];
  for (const { VersionId, VersionStages } of Listed.parse(listed).VersionIds.VersionId) {
    const value = await storedValue(cloud, secret, VersionId);
    const accepted = ready.logIn && (await ready.logIn(value)) === undefined;
    versions.push({ id: VersionId, stages: VersionStages.VersionStage, accepted, value });
  }
  return { versions, kept: await ready.kept?.() };
}

export function carrying({ versions }: Standing, stage: string): Version | undefined {
  return versions.find(({ stages }) => stages.includes(stage));
}
