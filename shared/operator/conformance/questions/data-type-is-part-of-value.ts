import { acceptance } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

export const dataTypeIsPartOfValue: Question<Scene> = {
  name: 'dataTypeIsPartOfValue',
  hasSwitch: true,
  text: 'Are the same bytes under another SecretDataType another value?',
  ask: async (scene) => {
    scene.need(versions.second);
    return acceptance(
      await scene.put(versions.second, { SecretDataType: 'binary' }),
      { value: false, words: 'the same bytes are the same value' },
      { value: true, words: 'another type is another value' },
    );
  },
};
