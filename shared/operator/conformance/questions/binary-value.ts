import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

/** Leaves the third version stored, with the custom label. Its value is not in the alphabet of Base64. */
export const binaryValue: Question<Scene> = {
  name: 'binaryValue',
  hasSwitch: false,
  text: 'May a value of the type binary be any text?',
  ask: async (scene) => {
    const binary = await scene.put(versions.third, { SecretDataType: 'binary' });
    if (binary.kind === 'done') return { words: 'any text is taken' };
    const reply = await scene.put(versions.third);
    return reply.kind === 'done'
      ? { words: `text that is not Base64 is ${binary.code}` }
      : refusedWith(reply);
  },
};
