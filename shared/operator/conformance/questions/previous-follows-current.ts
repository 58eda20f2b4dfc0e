import { labels } from '../../../alibaba/secrets/stage-labels.ts';
import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

/** Expects the first version to be current. Leaves the second one current. */
export const previousFollowsCurrent: Question<Scene> = {
  name: 'previousFollowsCurrent',
  hasSwitch: true,
  text: 'Does ACSPrevious follow when UpdateSecretVersionStage moves ACSCurrent?',
  ask: async (scene) => {
    scene.need(versions.second);
    const reply = await scene.call('UpdateSecretVersionStage', {
      VersionStage: labels.current,
      MoveToVersion: versions.second,
    });
    if (reply.kind === 'refused') return refusedWith(reply);
    const stages = await scene.stages();
    if (!stages.get(versions.second)?.includes(labels.current)) return { words: 'ACSCurrent did not move' };
    const follows = stages.get(versions.first)?.includes(labels.previous) ?? false;
    return { value: follows, words: follows ? 'it follows' : 'it stays where it was' };
  },
};
