import * as z from 'zod';
import { describeSecret } from '../cloud/kms/describe-secret.ts';
import type { Kms } from '../cloud/kms/kms.ts';
import { listSecrets } from '../cloud/kms/list-secrets.ts';
import type { SecretId } from '../rotation/store.ts';
import { bareName } from './kms-store.ts';
import { rejection } from './rejection.ts';

/** A secret that carries the tag `rotation:type`. Times in milliseconds. */
export interface FleetMember {
  readonly secret: SecretId;
  readonly tags: Readonly<Record<string, string>>;
  readonly createTime: number | undefined;
  /** Set while the secret is in its deletion window. */
  readonly plannedDeleteTime: number | undefined;
}

/** One of them, or any other secret. Throws SecretNotFound. */
export async function findMember(kms: Kms, secret: SecretId, signal: AbortSignal): Promise<FleetMember> {
  try {
    const { Tags, CreateTime, PlannedDeleteTime } = await describeSecret(kms, bareName(secret), signal);
    const deletion = Date.parse(PlannedDeleteTime ?? '');
    return {
      secret,
      tags: Tags,
      createTime: CreateTime,
      plannedDeleteTime: Number.isNaN(deletion) ? undefined : deletion,
    };
  } catch (error) {
    throw rejection(error, { secret, action: 'kms:DescribeSecret' });
  }
}

const Held = z.string().brand<'SecretId'>();

const every = Held.parse('*');

/** The secrets of this account and region that this product rotates, whatever their type. */
export async function listFleet(kms: Kms, signal: AbortSignal): Promise<FleetMember[]> {
  try {
    const secrets = await listSecrets(kms, 'rotation:type', signal);
    return secrets.map(({ SecretName, CreateTime, PlannedDeleteTime, Tags }) => ({
      secret: Held.parse(SecretName),
      tags: Tags,
      createTime: CreateTime,
      plannedDeleteTime: PlannedDeleteTime,
    }));
  } catch (error) {
    throw rejection(error, { secret: every, action: 'kms:ListSecrets' });
  }
}
