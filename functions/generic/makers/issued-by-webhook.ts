import { PolicyMalformed } from '../../../shared/engine/rotation/errors.ts';
import type { DataType, SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { Answer } from '../../../shared/services/webhook/answer.ts';
import { WebhookFailed } from '../../../shared/services/webhook/errors.ts';
import type { Webhook } from '../../../shared/services/webhook/webhook.ts';
import type { Issue } from './maker.ts';

/** The longest value that KMS stores, in bytes. Source: CreateSecret. */
const longestValue = 30_720;

/**
 * Returns an issuer that requests values from the webhook. A repeated call with the same version gets the same value,
 * so a lost reply can be requested again. If the version is never stored, the next createSecret shows the webhook that
 * its value is lost.
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

/**
 * Announces to the webhook a version whose value is made here. Throws PolicyMalformed if the webhook issues a value all
 * the same.
 */
export async function announce(webhook: Webhook, secret: SecretId, version: VersionId): Promise<void> {
  const { Value } = await webhook.call('createSecret', { version });
  if (Value !== undefined)
    throw new PolicyMalformed(secret, [
      'tag rotation:value must say webhook, since the webhook issues a value',
    ]);
}

/**
 * Returns the issued texts in the order of the fields, or undefined if they do not fit. One text may serve for one
 * field. Several fields must come by their names, exactly those that were requested.
 */
function inOrder(value: Answer['Value'], fields: readonly string[] | undefined): Sensitive[] | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Sensitive) return (fields?.length ?? 1) === 1 ? [value] : undefined;
  const texts = (fields ?? []).flatMap((name) => value[name] ?? []);
  return texts.length > 0 && texts.length === Object.keys(value).length && texts.length === fields?.length
    ? texts
    : undefined;
}

function wanted(fields: readonly string[] | undefined): string {
  return fields === undefined ? 'the whole secret, as one text' : `the fields ${fields.join(', ')}`;
}
