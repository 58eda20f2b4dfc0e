import type { Service } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import type { Context } from '../context.ts';

type Core = Pick<Service<DatabaseSecret>, 'reason' | 'acceptsBoth' | 'endsPrevious' | 'set'>;

/** The parts in which strategies differ. */
export interface Strategy extends Core {
  readonly name: string;
  create(): Promise<DatabaseSecret>;
  test(next: DatabaseSecret): Promise<void>;
  /**
   * Makes the service accept the current value again, as the admin. Present if that takes more than setting its
   * password.
   */
  repair?(current: DatabaseSecret): Promise<void>;
  /** The other account that a rotation may set. */
  readonly second?: string;
}

/** A function that defines a strategy. A plan calls it once more, with sessions that change nothing. */
export type DefineStrategy = (context: Context) => Strategy;
