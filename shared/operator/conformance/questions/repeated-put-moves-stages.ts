import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { label, versions } from '../versions.ts';

/** Expects the custom label on the second version. */
export const repeatedPutMovesStages: Question<Scene> = {
  name: 'repeatedPutMovesStages',
  hasSwitch: true,
  text: 'Does PutSecretValue of a stored value move the stages that it names?',
  ask: async (scene) => {
    scene.need(versions.second);
    const reply = await scene.put(versions.first);
    if (reply.kind === 'refused') return refusedWith(reply);
    const moved = (await scene.stages()).get(versions.first)?.includes(label) ?? false;
    return { value: moved, words: moved ? 'a repeat moves stages' : 'a repeat is ignored' };
  },
};
