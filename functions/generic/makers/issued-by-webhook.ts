import { PolicyMalformed } from '../../../shared/engine/rotation/errors.ts';
import type { DataType, SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { Answer } from '../../../shared/services/webhook/answer.ts';
import { WebhookFailed } from '../../../shared/services/webhook/errors.ts';
import type { Webhook } from '../../../shared/services/webhook/webhook.ts';
import type { Issue } from './maker.ts';

/** What KMS keeps of one value, in bytes. Source: CreateSecret. */
const longestValue = 30_720;

/**
 * Has the webhook issue a value. The version makes a repeated call the same one: a reply that was lost is asked
 * for again with it. What was issued for a version that was never stored, the next createSecret tells to be lost.
 */
export function issuedBy(webhook: Webhook, dataType: DataType): Issue {
  return async (version, fields) => {
    const { Value } = await webhook.call('createSecret', { version, dataType, fields });
    const texts = inOrder(Value, fields);
    if (texts === undefined)
      throw new WebhookFailed(webhook.host, `issued no Value for ${wanted(fields)}`, {
        code: 'service-error',
      });
    const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text.reveal()), 0);
    if (length <= longestValue) return texts;
    throw new WebhookFailed(webhook.host, `issued a value of more than ${longestValue} bytes`, {
      code: 'service-error',
    });
  };
}

/** Tells the webhook of a version whose value is made here; one that issues a value all the same is not ignored. */
export async function announce(webhook: Webhook, secret: SecretId, version: VersionId): Promise<void> {
  const { Value } = await webhook.call('createSecret', { version });
  if (Value !== undefined)
    throw new PolicyMalformed(secret, [
      'tag rotation:value must say webhook, since the webhook issues a value',
    ]);
}

/** One text may stand for one field; several fields come by their names, each and no other. */
function inOrder(value: Answer['Value'], fields: readonly string[] | undefined): Sensitive[] | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Sensitive) return (fields?.length ?? 1) === 1 ? [value] : undefined;
  const texts = (fields ?? []).flatMap((name) => value[name] ?? []);
  return texts.length > 0 && texts.length === Object.keys(value).length && texts.length === fields?.length
    ? texts
    : undefined;
}

function wanted(fields: readonly string[] | undefined): string {
  return fields === undefined ? 'the whole secret: one text' : `the fields ${fields.join(', ')}`;
}
