import { labels } from '../../../alibaba/secrets/stage-labels.ts';
import type { Question } from '../question.ts';
import type { Labels, Scene } from '../scene.ts';
import { Unanswered } from '../unanswered.ts';
import { versions } from '../versions.ts';

/** Expects the second version to be current. Asks about ACSCurrent, as a late promotion would move it. */
export const removeFromMismatch: Question<Scene> = {
  name: 'removeFromMismatch',
  hasSwitch: true,
  text: 'What becomes of a move whose RemoveFromVersion does not carry the stage?',
  ask: async (scene) => {
    scene.need(versions.second, versions.third);
    const before = currentIn(await scene.stages());
    if (before !== versions.second)
      throw new Unanswered('not asked: ACSCurrent is on another version than it should be');
    const reply = await scene.call('UpdateSecretVersionStage', {
      VersionStage: labels.current,
      MoveToVersion: versions.first,
      RemoveFromVersion: versions.third,
    });
    if (reply.kind === 'refused') return { value: 'reject', words: 'it is refused' };
    const after = currentIn(await scene.stages());
    if (after === versions.first) return { value: 'move', words: 'it moves all the same' };
    return after === before ? { value: 'stay', words: 'success, and nothing moves' } : { words: 'neither' };
  },
};

function currentIn(stages: Labels): string | undefined {
  return [...stages].find(([, all]) => all.includes(labels.current))?.[0];
}
