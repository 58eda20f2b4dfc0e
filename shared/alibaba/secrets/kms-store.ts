import * as z from 'zod';
import {
  SecretInDeletion,
  SecretNotFound,
  StageConflict,
  StrategyUnavailable,
} from '../../engine/rotation/errors.ts';
import { formatStatus } from '../../engine/rotation/status.ts';
import {
  type Description,
  type SecretId,
  type Stages,
  type Store,
  type StoredValue,
  secretName,
  type VersionId,
} from '../../engine/rotation/store.ts';
import { CloudError } from '../cloud-error.ts';
import { describeSecret } from '../kms/describe-secret.ts';
import { getSecretValue, type SecretValue } from '../kms/get-secret-value.ts';
import type { Kms } from '../kms/kms.ts';
import { listSecretVersionIds } from '../kms/list-secret-version-ids.ts';
import { putSecretValue } from '../kms/put-secret-value.ts';
import { tagResource } from '../kms/tag-resource.ts';
import { updateSecretVersionStage } from '../kms/update-secret-version-stage.ts';
import { managedReason } from './managed.ts';
import { type Request, rejection, turnedDown } from './rejection.ts';
import { labels } from './stage-labels.ts';

/** The id of a version that KMS already holds. It may be any text, since its alphabet is not documented. */
const Held = z.string().brand<'VersionId'>();

/** Returns KMS as a store. `pendingStage` labels a version that is not proven yet, the same for all rotations. */
export function kmsStore(kms: Kms, pendingStage: string): Store {
  const store: Store = {
    describe: (secret, signal) => describe(kms, secret, signal),

    stages: (secret, signal) =>
      told({ secret, action: 'kms:ListSecretVersionIds' }, () =>
        readStages(kms, secret, pendingStage, signal),
      ),

    readCurrent: (secret, signal) =>
      told({ secret, action: 'kms:GetSecretValue' }, async () =>
        stored(await getSecretValue(kms, secret, { VersionStage: labels.current }, signal)),
      ),

    read: (secret, version, signal) =>
      told({ secret, action: 'kms:GetSecretValue' }, () => readVersion(kms, secret, version, signal)),

    putPending: (secret, version, value, signal, dataType) =>
      told({ secret, action: 'kms:PutSecretValue' }, async () => {
        try {
          const given = await putSecretValue(kms, secret, version, value, [pendingStage], signal, dataType);
          if (given.VersionStages.includes(pendingStage)) return 'stored';
        } catch (error) {
          if (!turnedDown(error)) throw error;
          if (await hasVersion(kms, secret, version, signal)) return 'taken';
          throw error;
        }
        // KMS ignores a repeat. The documentation does not say what it returns then.
        if ((await store.stages(secret, signal)).pending === version) return 'stored';
        throw new StageConflict(
          secret,
          `version ${version} holds the value, but not the stage ${pendingStage}`,
        );
      }),

    move: (secret, stage, to, signal, from) =>
      told({ secret, action: 'kms:UpdateSecretVersionStage', sought: `version ${to} of` }, async () => {
        const change = { MoveToVersion: to, ...(from !== undefined && { RemoveFromVersion: from }) };
        try {
          await updateSecretVersionStage(kms, secret, labels[stage], change, signal);
          return 'moved';
        } catch (error) {
          if (!turnedDown(error) || gone(error)) throw error;
          return 'rejected';
        }
      }),

    clearPending: (secret, version, signal) =>
      told({ secret, action: 'kms:UpdateSecretVersionStage' }, async () => {
        try {
          await updateSecretVersionStage(kms, secret, pendingStage, { RemoveFromVersion: version }, signal);
        } catch (error) {
          if (!turnedDown(error)) throw error;
          if ((await store.stages(secret, signal)).pending === version) throw error;
        }
      }),

    record: (secret, status, signal, note) =>
      told({ secret, action: 'kms:TagResource' }, () => {
        const tags = { 'rotation:status': formatStatus(status) };
        const all = note === undefined ? tags : { ...tags, 'rotation:state': note };
        return tagResource(kms, secretName(secret), all, signal);
      }),

    saveState: (secret, text, signal) =>
      told({ secret, action: 'kms:TagResource' }, () =>
        tagResource(kms, secretName(secret), { 'rotation:state': text }, signal),
      ),
  };
  return store;
}

async function describe(kms: Kms, secret: SecretId, signal: AbortSignal): Promise<Description> {
  const found = await told({ secret, action: 'kms:DescribeSecret' }, () =>
    describeSecret(kms, secretName(secret), signal),
  );
  if (secret.startsWith('acs:') && found.Arn !== secret) throw new SecretNotFound(secret, 'secret');
  if (found.PlannedDeleteTime) throw new SecretInDeletion(secret, found.PlannedDeleteTime);
  const managed = managedReason(found);
  if (managed !== undefined)
    throw new StrategyUnavailable(found.Tags['rotation:strategy'] ?? 'auto', `${secret} is ${managed}`);
  return { secret, tags: found.Tags, createTime: found.CreateTime };
}

async function readStages(
  kms: Kms,
  secret: SecretId,
  pendingStage: string,
  signal: AbortSignal,
): Promise<Stages> {
  const versions = newestFirst(await listSecretVersionIds(kms, secret, signal));
  const find = (label: string) => versions.find(({ VersionStages }) => VersionStages.includes(label));
  const carrying = (label: string) => {
    const version = find(label);
    return version && Held.parse(version.VersionId);
  };
  return {
    current: carrying(labels.current),
    currentSince: find(labels.current)?.CreateTime,
    pending: carrying(pendingStage),
    previous: carrying(labels.previous),
    versions: versions.map(({ VersionId }) => Held.parse(VersionId)),
  };
}

/**
 * Returns the versions, the newest first. Times are whole seconds, so equal times keep the order of the list. That
 * order is not documented, but two different times show it.
 */
function newestFirst<Version extends { readonly CreateTime?: number | undefined }>(
  versions: readonly Version[],
): Version[] {
  const timeOf = ({ CreateTime = 0 }: Version) => CreateTime;
  const [first, last] = [versions[0], versions.at(-1)];
  const isAscending = first !== undefined && last !== undefined && timeOf(first) < timeOf(last);
  const listed = isAscending ? versions.toReversed() : versions;
  return listed.toSorted((one, other) => timeOf(other) - timeOf(one));
}

async function readVersion(
  kms: Kms,
  secret: SecretId,
  version: VersionId,
  signal: AbortSignal,
): Promise<StoredValue> {
  try {
    return stored(await getSecretValue(kms, secret, { VersionId: version }, signal));
  } catch (error) {
    // The documentation does not say whether KMS calls a missing version missing or an invalid parameter.
    if (!turnedDown(error) || (await hasVersion(kms, secret, version, signal))) throw error;
    throw new SecretNotFound(secret, `version ${version} of`, error);
  }
}

async function hasVersion(kms: Kms, secret: SecretId, version: VersionId, signal: AbortSignal) {
  const versions = await listSecretVersionIds(kms, secret, signal);
  return versions.some(({ VersionId }) => VersionId === version);
}

function stored({ VersionId, SecretData, SecretDataType }: SecretValue): StoredValue {
  return { version: Held.parse(VersionId), value: SecretData, dataType: SecretDataType };
}

/** Whether the secret or the version is missing or in deletion, so that the failure has nothing to do with stages. */
function gone(error: unknown): boolean {
  return (
    error instanceof CloudError && (error.status === 404 || error.code.startsWith('Rejected.ResourceInDelet'))
  );
}

async function told<Answer>(request: Request, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw rejection(error, request);
  }
}
