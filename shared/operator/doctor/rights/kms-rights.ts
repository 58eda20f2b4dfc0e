import * as z from 'zod';
import { openKms } from '../../../alibaba/secrets/open.ts';
import { type SecretId, secretName } from '../../../engine/rotation/store.ts';
import { random } from '../../../runtime/random.ts';
import { type Check, failed, ok, skipped, type Verdict, warning } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { once } from '../once.ts';
import { attempt, type Permission } from './attempt.ts';

type Parameters = Readonly<Record<string, string>>;

const longestName = 192;

/** An action of KMS, with a call of it that can change nothing. */
interface KmsAttempt {
  readonly action: string;
  readonly parameters: Parameters;
  /** Whether it would write. It is then called for a name that no secret has. */
  readonly elsewhere?: true;
}

/** A version that no secret has. A stage cannot move there. */
const nowhere = `rotator-doctor-${random.uuid()}`;

const attempts: readonly KmsAttempt[] = [
  { action: 'DescribeSecret', parameters: {} },
  { action: 'ListSecretVersionIds', parameters: {} },
  { action: 'GetSecretValue', parameters: { DryRun: 'true' } },
  {
    action: 'PutSecretValue',
    parameters: { VersionId: nowhere, SecretData: 'none', VersionStages: '["RotatorDoctor"]' },
    elsewhere: true,
  },
  {
    action: 'UpdateSecretVersionStage',
    parameters: { VersionStage: 'RotatorDoctor', MoveToVersion: nowhere },
  },
  {
    action: 'TagResource',
    parameters: { Tags: '[{"TagKey":"rotator-doctor","TagValue":"x"}]' },
    elsewhere: true,
  },
];

/**
 * Returns a check of each KMS action that a function needs for a secret. What only reads is called for the secret, and
 * GetSecretValue as a dry run; a stage is moved to a version that no secret has. What would write is called for a name
 * like it that no secret has.
 */
export function kmsRightChecks(context: DoctorContext, secret?: SecretId): readonly Check[] {
  const ask = (action: string, query: Parameters) =>
    openKms(context.environment, context.credentials).askOnce(action, z.unknown(), query, context.signal);
  const id = random.uuid();
  const absent = secret
    ? `${secretName(secret).slice(0, longestName - id.length - 1)}-${id}`
    : `rotator-doctor-${id}`;
  const name = secret ? secretName(secret) : absent;
  const call = (action: string, SecretName: string, parameters: Parameters): Promise<Permission> =>
    attempt(() => ask(action, { SecretName, ...parameters }));
  /** Whether RAM permits reading the absent name, so that a policy is not for the secret alone. */
  const isForMore = once(async () => (await call('DescribeSecret', absent, {})).kind === 'permitted');
  const list: Check = {
    title: 'kms:ListSecrets',
    run: async () => {
      const found = await attempt(() => ask('ListSecrets', { PageSize: '1' }));
      return verdictOn(found, 'kms:ListSecrets', 'every secret of the region');
    },
  };
  const others = attempts.map(({ action, parameters, elsewhere }) => ({
    title: `kms:${action}`,
    run: async () => {
      const found = await call(action, elsewhere ? absent : name, parameters);
      if (found.kind !== 'denied' || !elsewhere || !secret || (await isForMore()))
        return verdictOn(found, `kms:${action}`, secret ? name : 'a secret of any name');
      return warning(
        'denied for another name, and cannot be tried for this one without a change',
        `see that a policy allows kms:${action} on this secret`,
      );
    },
  }));
  return [...others, list];
}

export function verdictOn(found: Permission, action: string, resource: string): Verdict {
  switch (found.kind) {
    case 'permitted':
      return ok('allowed');
    case 'denied':
      return failed(`denied for ${resource}`, `allow ${action} in RAM`);
    case 'unknown':
      return skipped(`cannot be told: refused with ${found.code}`);
    default:
      return found satisfies never;
  }
}
