import type { Kms } from './kms.ts';
import { Acknowledged } from './wire.ts';

export async function tagResource(
  kms: Kms,
  secret: string,
  key: string,
  value: string,
  signal: AbortSignal,
): Promise<void> {
  const Tags = JSON.stringify([{ TagKey: key, TagValue: value }]);
  await kms.ask('TagResource', Acknowledged, { SecretName: secret, Tags }, signal);
}
