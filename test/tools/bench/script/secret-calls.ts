import * as z from 'zod';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { describeSecret } from '../../../../shared/alibaba/kms/describe-secret.ts';
import { getSecretValue } from '../../../../shared/alibaba/kms/get-secret-value.ts';
import type { Kms } from '../../../../shared/alibaba/kms/kms.ts';
import { listSecretVersionIds } from '../../../../shared/alibaba/kms/list-secret-version-ids.ts';
import { putSecretValue } from '../../../../shared/alibaba/kms/put-secret-value.ts';
import { tagResource } from '../../../../shared/alibaba/kms/tag-resource.ts';
import { updateSecretVersionStage } from '../../../../shared/alibaba/kms/update-secret-version-stage.ts';
import { openKms } from '../../../../shared/alibaba/secrets/open.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { instant } from '../../../../shared/runtime/time.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';

const Value = z.looseObject({ AccountName: z.string(), AccountPassword: z.string() });
export type Value = z.output<typeof Value>;

/** What a script calls of KMS in one rotation, signed, through the product's own operations. */
export interface SecretCalls {
  describe(): Promise<unknown>;
  current(): Promise<{ readonly version: string; readonly value: Value }>;
  admin(): Promise<Value>;
  versions(): Promise<unknown>;
  put(version: string, value: Value): Promise<unknown>;
  keep(version: string): Promise<void>;
  promote(version: string): Promise<void>;
  clear(version: string): Promise<void>;
  tag(): Promise<void>;
}

/** A cloud as far as a script needs it, which may be a process of its own. */
interface Reached extends Pick<Cloud, 'environment'> {
  readonly sandbox: Pick<Cloud['sandbox'], 'accessKeyId' | 'accessKeySecret'>;
}

/** A client of its own, as every invocation of a function has one. */
export function secretClient({ sandbox, environment }: Reached): Kms {
  const { accessKeyId, accessKeySecret } = sandbox;
  return openKms(environment, fixedCredentials({ accessKeyId, accessKeySecret }));
}

export function secretCalls(kms: Kms, { pendingStage }: Reached['environment'], secret: string): SecretCalls {
  const signal = AbortSignal.timeout(30_000);
  const read = async (name: string) => {
    const answer = await getSecretValue(kms, name, { VersionStage: 'ACSCurrent' }, signal);
    return { version: answer.VersionId, value: Value.parse(JSON.parse(answer.SecretData.reveal())) };
  };
  const move = (stage: string, to: string) =>
    updateSecretVersionStage(kms, secret, stage, { MoveToVersion: to }, signal);
  return {
    describe: () => describeSecret(kms, secret, signal),
    current: () => read(secret),
    admin: async () => (await read(`${secret}-admin`)).value,
    versions: () => listSecretVersionIds(kms, secret, signal),
    put: (version, value) =>
      putSecretValue(kms, secret, version, new Sensitive(JSON.stringify(value)), [pendingStage], signal),
    keep: (version) => move('ACSPrevious', version),
    promote: (version) => move('ACSCurrent', version),
    clear: (version) =>
      updateSecretVersionStage(kms, secret, pendingStage, { RemoveFromVersion: version }, signal),
    tag: () =>
      tagResource(kms, secret, { 'rotation:status': `success=${instant(Date.now())}/failures=0` }, signal),
  };
}
