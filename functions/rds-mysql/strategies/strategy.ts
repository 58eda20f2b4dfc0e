import type { Rollback, Service } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import type { Context } from '../context.ts';

type Core = Pick<Service<DatabaseSecret>, 'reason' | 'acceptsBoth' | 'endsPrevious' | 'set'>;

/** The parts in which strategies differ. */
export interface Strategy extends Core {
  readonly name: string;
  readonly rollback?: Rollback<DatabaseSecret>;
  create(): Promise<DatabaseSecret>;
  afterPromotion?: Service<DatabaseSecret>['afterPromotion'];
  /** Returns the other account that a rotation may set. */
  second?(): Promise<string>;
}

/** A function that defines a strategy. A plan calls it once more, with sessions that change nothing. */
export type DefineStrategy = (context: Context) => Strategy;
