import type { Service } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import type { Context } from '../context.ts';

type Core = Pick<Service<DatabaseSecret>, 'reason' | 'acceptsBoth' | 'endsPrevious' | 'set'>;

/** What one strategy says beside what is the same for all of them. */
export interface Strategy extends Core {
  readonly name: string;
  create(): Promise<DatabaseSecret>;
  test(next: DatabaseSecret): Promise<void>;
  /** How an admin makes the service accept the current value again, where it takes more than to set its password. */
  repair?(current: DatabaseSecret): Promise<void>;
  /** The other account that a rotation may set. */
  readonly second?: string;
}

/** Called once more for a plan, with sessions that change nothing. */
export type DefineStrategy = (context: Context) => Strategy;
