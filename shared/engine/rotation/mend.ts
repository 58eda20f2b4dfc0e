import { arrangeUnmoved, findAccepted, madeAfter } from './newest.ts';
import type { Ports } from './ports.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Stages } from './store.ts';

/**
 * Called by a pass that may have moved a stage after others had moved on, in a store that does not check that. Nothing
 * is put back as it was remembered: of the two newest versions made since this pass began, the first that logs in
 * is to be current, and the other one keeps a stage. Needs no lock, which may be lost. Answers the stages as they are now.
 */
export async function mend<Value>(session: RotationSession<Value>): Promise<Stages> {
  const { subject, current } = session;
  // It may be the end of its time that has made it late.
  const ports: Ports<Value> = { ...session.ports, signal: session.ports.closing };
  const { store, signal } = ports;
  const stages = await store.stages(subject.secret, signal);
  // Another rotation is under way: what it has pending may be the value of one of these, and it sees to the rest.
  if (stages.pending !== undefined && stages.pending !== stages.current) return stages;
  const [newest, second] = madeAfter(stages, current.version);
  const { previous } = stages;
  if (newest === undefined || (newest === stages.current && (second === undefined || second === previous)))
    return stages;
  const accepted = await findAccepted(ports, subject, current, [newest, ...(second ? [second] : [])]);
  await arrangeUnmoved(ports, subject, stages, accepted);
  return store.stages(subject.secret, signal);
}
