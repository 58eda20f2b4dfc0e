import { arrangeUnmoved, findAccepted, madeAfter } from './newest.ts';
import type { Ports } from './ports.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Stages } from './store.ts';
import { isSuspect } from './urgent.ts';

/**
 * Repairs the stages, called by a session that may have moved a stage after other rotations, in a store that does not
 * check that. Needs no lock, which may be lost. Returns the stages as they are now.
 *
 * The remembered stages are not put back. Of the two newest versions made since this session began, the first that logs
 * in becomes current. The other one keeps a stage. If the version that this session began with is current again,
 * nothing shows whether a hand or another late rotation has made it so. It stays current if it logs in, since every
 * value keeps a stage in that way, unless an emergency has begun since: it may have leaked then.
 */
export async function mend<Value>(session: RotationSession<Value>): Promise<Stages> {
  const { subject, current } = session;
  // The session may be late because its time is over.
  const ports: Ports<Value> = { ...session.ports, signal: session.ports.closing };
  const { store, signal } = ports;
  const stages = await store.stages(subject.secret, signal);
  // Another rotation is under way. Its pending value may be the value of one of these versions, and it does the rest.
  if (stages.pending !== undefined && stages.pending !== stages.current) return stages;
  const [newest, second] = madeAfter(stages, current.version);
  const { previous } = stages;
  if (newest === undefined || (newest === stages.current && (second === undefined || second === previous)))
    return stages;
  const madeSince = second === undefined ? [newest] : [newest, second];
  const mayHaveLeaked = ports.emergency || isSuspect(stages, current.version);
  const back = mayHaveLeaked ? [newest, current.version] : [current.version, newest];
  const tried = stages.current === current.version ? back : madeSince;
  const accepted = await findAccepted(ports, subject, current, tried);
  await arrangeUnmoved(ports, subject, stages, accepted);
  return store.stages(subject.secret, signal);
}
