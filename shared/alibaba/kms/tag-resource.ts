import type { Kms } from './kms.ts';
import { Acknowledged, tagsOnTheWire } from './wire.ts';

export async function tagResource(
  kms: Kms,
  secret: string,
  tags: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  await kms.ask('TagResource', Acknowledged, { SecretName: secret, Tags: tagsOnTheWire(tags) }, signal);
}
