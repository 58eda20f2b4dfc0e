import type { Question } from '../question.ts';
import type { KeyScene } from './key-scene.ts';

export const accessKeySpread: Question<KeyScene> = {
  name: 'accessKeySpread',
  hasSwitch: true,
  text: 'After how many milliseconds does STS know a new AccessKey?',
  ask: async (scene) => {
    const milliseconds = await scene.becomesKnown();
    const words =
      milliseconds === 0 ? 'known at the first call' : 'milliseconds until it is known, as measured';
    return { value: milliseconds, words };
  },
};
