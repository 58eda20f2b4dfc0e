import { isUrgent } from '../../engine/rotation/urgent.ts';
import { isWayBack } from '../../engine/rotation/way-back.ts';

export type Origin = 'sweep' | 'timer' | 'rollback' | 'emergency' | 'operator' | 'named by caller';

/** Returns how a rotation began, from its version. An operator's version is a UUID, unless the caller names it. */
export function originOf(version: string): Origin {
  if (isWayBack(version)) return 'rollback';
  if (isUrgent(version)) return 'emergency';
  if (version.startsWith('sweep-')) return 'sweep';
  if (version.startsWith('timer-')) return 'timer';
  return unnamed.test(version) ? 'operator' : 'named by caller';
}

/** The form of a version that nobody has named. Timers and sweeps name theirs. */
const unnamed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
