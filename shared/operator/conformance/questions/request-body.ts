import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

/** Leaves the second version stored. */
export const requestBody: Question<Scene> = {
  name: 'requestBody',
  hasSwitch: true,
  text: 'Does the gateway read parameters in the body of a call?',
  ask: async (scene) => {
    if ((await scene.putByBody(versions.second)).kind === 'done')
      return { value: 'read', words: 'values of secrets stay out of URLs' };
    const reply = await scene.put(versions.second);
    if (reply.kind === 'refused') return refusedWith(reply);
    return { value: 'ignored', words: 'values of secrets are sent in the query' };
  },
};
