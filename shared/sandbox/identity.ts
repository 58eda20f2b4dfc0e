/** Who signed a request, with the fields of `userIdentity` in an ActionTrail record. */
export interface Identity {
  readonly type: 'root-account';
  readonly accountId: string;
  readonly principalId: string;
  readonly userName: string;
  /** Whether this identity may perform an action (`kms:GetSecretValue`) on a resource (an ARN, or `*`). */
  permits(action: string, resource: string): boolean;
}

/** The account itself is above every policy. */
export function rootIdentity(accountId: string): Identity {
  return {
    type: 'root-account',
    accountId,
    principalId: accountId,
    userName: 'root',
    permits: () => true,
  };
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly status: 'Active' | 'Inactive';
  readonly identity: Identity;
}
