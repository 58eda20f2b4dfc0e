import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { closeLocked, confirmLocks } from '../../shared/databases/mysql/lock.ts';
import { hasEntered } from '../../shared/databases/try-first.ts';
import type { Service } from '../../shared/rotation/service.ts';
import { evict } from './evict.ts';
import type { Opened } from './opened.ts';
import { prove } from './prove.ts';
import { repairing } from './repair.ts';
import { retire } from './retire.ts';
import { namesAccount, opensAccount } from './shares-account.ts';
import { tryOld } from './try-old.ts';
import { placesOf } from './who.ts';

type Held =
  | 'test'
  | 'repair'
  | 'retire'
  | 'sessions'
  | 'namesAccount'
  | 'opensAccount'
  | 'revokeAll'
  | 'testRevoked'
  | 'currentRefused'
  | 'hasAccepted'
  | 'exclusive'
  | 'confirmLock'
  | typeof Symbol.asyncDispose;

/** What is the same for every strategy. */
export function held(opened: Opened): Pick<Service<DatabaseSecret>, Held> {
  const { acting, locked } = opened;
  return {
    test: (next) => prove(opened, next),
    retire: (previous) => retire(opened, previous),
    sessions: (value) => placesOf(opened, value),
    namesAccount: (other) => namesAccount(opened, other),
    opensAccount: (other, signal) => opensAccount(opened, other, signal),
    revokeAll: (older) => evict(opened, older),
    testRevoked: (value) => tryOld(opened, value),
    ...repairing(opened),
    currentRefused: acting.as === 'pending' || acting.as === 'previous',
    hasAccepted: (value) => hasEntered(acting, value),
    exclusive: true,
    confirmLock: () => confirmLocks(acting.session, locked),
    [Symbol.asyncDispose]: () => closeLocked(acting.session, locked),
  };
}
