import * as z from 'zod';
import { type ListedSecret, type SecretId, secretName } from '../../engine/rotation/store.ts';
import { describeSecret } from '../kms/describe-secret.ts';
import type { Kms } from '../kms/kms.ts';
import { listSecrets, mostByTag } from '../kms/list-secrets.ts';
import { rejection } from './rejection.ts';

/** Reads one secret of any type. Throws SecretNotFound. */
export async function findMember(kms: Kms, secret: SecretId, signal: AbortSignal): Promise<ListedSecret> {
  try {
    const { Tags, CreateTime, PlannedDeleteTime } = await describeSecret(kms, secretName(secret), signal);
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

const typeTag = 'rotation:type';

/**
 * Yields the secrets of this account and region that this product rotates, of every type, page by page. It remembers
 * only their names, to skip repeats: pages shift while secrets are made and deleted.
 */
export async function* listFleet(kms: Kms, signal: AbortSignal): AsyncGenerator<ListedSecret> {
  const seen = new Set<string>();
  try {
    for await (const secret of listTagged(kms, signal)) {
      const { SecretName, CreateTime, PlannedDeleteTime, Tags } = secret;
      if (seen.has(SecretName)) continue;
      seen.add(SecretName);
      yield {
        secret: Held.parse(SecretName),
        tags: Tags,
        createTime: CreateTime,
        plannedDeleteTime: PlannedDeleteTime,
      };
    }
  } catch (error) {
    throw rejection(error, { secret: every, action: 'kms:ListSecrets' });
  }
}

/**
 * Yields the secrets with the tag; the caller must skip those that come twice. KMS cuts a listing by tag at a limit,
 * and does not document whether its total is then the limit or the real number. If either reaches the limit, this
 * function lists every secret.
 */
async function* listTagged(kms: Kms, signal: AbortSignal) {
  let found = 0;
  let mayBeCut = false;
  for await (const { total, items } of listSecrets(kms, signal, typeTag)) {
    found += items.length;
    mayBeCut = Math.max(total, found) >= mostByTag;
    if (mayBeCut) break;
    yield* items;
  }
  if (!mayBeCut) return;
  for await (const { items } of listSecrets(kms, signal))
    yield* items.filter(({ Tags }) => Tags[typeTag] !== undefined);
}
