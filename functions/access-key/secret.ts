import * as z from 'zod';
import { parseFields, replaceFields } from '../../shared/engine/credentials/flat-json.ts';
import type { SecretId } from '../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../shared/runtime/sensitive.ts';

/** The value of a secret that holds an AccessKey pair. Its whole text stays inside a Sensitive. */
export interface AccessKeySecret {
  readonly AccessKeyId: string;
  readonly AccessKeySecret: Sensitive;
  /** The RAM user whose key it is. */
  readonly UserName: string;
  readonly text: Sensitive;
}

const Fields = z.object({
  AccessKeyId: z.string().regex(/^\w{1,128}$/, 'is not an AccessKey id'),
  AccessKeySecret: z
    .string()
    .min(1, 'is empty')
    .transform((text) => new Sensitive(text)),
  // Source: RAM CreateUser.
  UserName: z.string().regex(/^[\w.-]{1,64}$/, 'is not a RAM user name'),
});

/** Throws SecretMalformed, which names paths only. */
export function parseSecret(secret: SecretId, text: Sensitive): AccessKeySecret {
  return { ...parseFields(secret, text, Fields), text };
}

/** Writes the pair into the text that the secret had, so that every other field stays unchanged. */
export function formatSecret({ AccessKeyId, AccessKeySecret, text }: AccessKeySecret): Sensitive {
  return replaceFields(text, { AccessKeyId: new Sensitive(AccessKeyId), AccessKeySecret });
}

/** Returns `UserName` if two pairs belong to different users. All keys of a secret belong to one user. */
export function differentUser(current: AccessKeySecret, other: AccessKeySecret): string[] {
  return current.UserName === other.UserName ? [] : ['UserName'];
}
