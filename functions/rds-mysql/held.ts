import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { closeLocked, confirmLock } from '../../shared/databases/mysql/lock.ts';
import type { Service } from '../../shared/rotation/service.ts';
import type { Opened } from './opened.ts';
import { prove } from './prove.ts';

type Held = 'prove' | 'exclusive' | 'confirmLock' | typeof Symbol.asyncDispose;

/** What is the same for every strategy. */
export function held(opened: Opened): Pick<Service<DatabaseSecret>, Held> {
  const { access, acting } = opened;
  return {
    prove: (next) => prove(opened, next),
    exclusive: true,
    confirmLock: () => confirmLock(acting.session, access.secret),
    [Symbol.asyncDispose]: () => closeLocked(acting.session, access.secret),
  };
}
