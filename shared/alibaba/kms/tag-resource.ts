import type { Kms } from './kms.ts';
import { Acknowledged } from './wire.ts';

export async function tagResource(
  kms: Kms,
  secret: string,
  tags: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const Tags = JSON.stringify(Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })));
  await kms.ask('TagResource', Acknowledged, { SecretName: secret, Tags }, signal);
}
