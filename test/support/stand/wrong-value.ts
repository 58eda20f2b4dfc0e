import type { Cloud } from './cloud.ts';
import { storedValue } from './stored-value.ts';
import type { ReadySecret } from './subject.ts';

/** Gives a stage to a version with a value that never was one, as an operator's hand does. */
export async function giveWrongValue(
  cloud: Cloud,
  { secret, privateParts }: ReadySecret,
  stage: 'ACSCurrent' | 'ACSPrevious',
): Promise<void> {
  const value = await storedValue(cloud, secret);
  const wrong = privateParts(value).reduce(
    (text, part) =>
      text.replaceAll(JSON.stringify(part).slice(1, -1), JSON.stringify(turned(part)).slice(1, -1)),
    value,
  );
  await cloud.call('PutSecretValue', {
    SecretName: secret,
    VersionId: 'wrong',
    SecretData: wrong,
    VersionStages: JSON.stringify(['Wrong']),
  });
  await cloud.call('UpdateSecretVersionStage', {
    SecretName: secret,
    VersionStage: stage,
    MoveToVersion: 'wrong',
  });
}

function turned(part: string): string {
  return part.slice(1) + part.slice(0, 1);
}
