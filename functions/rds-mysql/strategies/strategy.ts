import type { Rollback, Service } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import type { Context } from '../context.ts';

type Core = Pick<Service<DatabaseSecret>, 'reason' | 'acceptsBoth' | 'endsPrevious' | 'set'>;

/** What one strategy says beside what is the same for all of them. */
export interface Strategy extends Core {
  readonly name: string;
  readonly rollback?: Rollback<DatabaseSecret>;
  create(): Promise<DatabaseSecret>;
  afterPromotion?: Service<DatabaseSecret>['afterPromotion'];
  /** The other account that a rotation may set. */
  second?(): Promise<string>;
}

/** Called once more for a plan, with sessions that change nothing. */
export type DefineStrategy = (context: Context) => Strategy;
