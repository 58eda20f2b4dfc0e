interface Named {
  readonly accountId: string;
  readonly principalId: string;
  readonly userName: string;
}

/** The account itself, which no policy restricts. */
interface Root extends Named {
  readonly type: 'root-account';
}

interface RamUser extends Named {
  readonly type: 'ram-user';
}

export interface AssumedRole extends Named {
  readonly type: 'assumed-role';
  readonly roleName: string;
  readonly roleId: string;
  readonly sessionName: string;
  /** A policy that narrows what the role may do. */
  readonly sessionPolicy: string | undefined;
  /** The instant at which the role was assumed. */
  readonly since: number;
}

/** The identity that signed a request. Type, principal and name are as in `userIdentity` of an ActionTrail record. */
export type Identity = Root | RamUser | AssumedRole;

export const rootIdentity = (accountId: string): Identity => ({
  type: 'root-account',
  accountId,
  principalId: accountId,
  userName: 'root',
});

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly status: 'Active' | 'Inactive';
  readonly identity: Identity;
}
