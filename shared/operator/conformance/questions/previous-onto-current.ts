import { labels } from '../../../alibaba/secrets/stage-labels.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

/** Expects the second version to be current. */
export const previousOntoCurrent: Question<Scene> = {
  name: 'previousOntoCurrent',
  hasSwitch: true,
  text: 'May ACSPrevious join ACSCurrent on one version?',
  ask: async (scene) => {
    scene.need(versions.second);
    const reply = await scene.call('UpdateSecretVersionStage', {
      VersionStage: labels.previous,
      MoveToVersion: versions.second,
    });
    if (reply.kind === 'refused')
      return { value: 'reject', words: 'it may not; a rotation takes one call more' };
    const joined = (await scene.stages()).get(versions.second)?.includes(labels.previous);
    return joined ? { value: 'allow', words: 'it may' } : { words: 'accepted, but nothing moved' };
  },
};
