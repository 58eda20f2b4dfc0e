import { acceptance, refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { tagList } from '../tag-list.ts';

/** Leaves ten tags or eleven on the secret. */
export const maxTags: Question<Scene> = {
  name: 'maxTags',
  hasSwitch: true,
  text: 'May a secret have more than 10 tags?',
  ask: async (scene) => {
    const ten = Array.from({ length: 10 }, (_, at) => `conformance-${at}`);
    const reply = await scene.call('TagResource', { Tags: tagList(ten) });
    if (reply.kind === 'refused') return refusedWith(reply);
    return acceptance(
      await scene.call('TagResource', { Tags: tagList(['conformance-10']) }),
      { value: 20, words: 'TagResource takes an eleventh tag' },
      { value: 10, words: 'TagResource refuses an eleventh tag' },
    );
  },
};
