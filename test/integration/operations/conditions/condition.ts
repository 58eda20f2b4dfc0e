import type { Cloud } from '../../../support/stand/cloud.ts';
import type { Query } from '../../../support/stand/login.ts';
import type { Prepared, Setting } from '../../../support/stand/settings.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';

/** What a rotation needs that does not depend on the new value. */
export interface Condition {
  readonly title: string;
  /** Those that it is one for. */
  readonly of: (setting: Setting) => boolean;
  /** Sees to it that it does not hold. `query`: as the server's own administrator. */
  readonly breaks: (scene: {
    readonly query: Query;
    readonly prepared: Prepared;
    readonly cloud: Cloud;
  }) => Promise<unknown>;
  /** What a plan says of it. */
  readonly says: RegExp;
  /** The codes that a rotation ends with, where it throws. */
  readonly codes: readonly string[];
  /** The account cannot log in while it does not hold, whoever rotates. */
  readonly keepsOut?: true;
}

/** Writes into the value that is stored now. */
export async function store(cloud: Cloud, secret: string, change: Record<string, unknown>): Promise<void> {
  const value = JSON.parse(await storedValue(cloud, secret));
  await cloud.call('PutSecretValue', {
    SecretName: secret,
    VersionId: 'by-hand',
    SecretData: JSON.stringify({ ...value, ...change }),
  });
}
