import type { Address } from '../../../support/sandbox/calls.ts';

type Service = 'kms' | 'ram' | 'rds' | 'sts' | 'fc' | 'ros' | 'actiontrail' | 'oss';

/** One call of ours, and the official client's for the same. */
export interface Pair {
  readonly service: Service;
  readonly action: string;
  readonly ours: (address: Address) => Promise<unknown>;
  readonly official: (address: Address) => Promise<unknown>;
}
