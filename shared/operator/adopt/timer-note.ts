import type { Tags } from './tag-settings.ts';

/** Returns a note for a secret with a schedule: no timer comes before a function of its type is deployed for it. */
export function timerNote(tags: Tags): string[] {
  const { 'rotation:type': type, 'rotation:schedule': schedule } = tags;
  if (schedule === undefined) return [];
  return [`timers rotate it once the stack of a function names it: rotator deploy ${type}`];
}
