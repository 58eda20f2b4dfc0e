import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

const stored: readonly string[] = Object.values(versions);

export const versionOrder: Question<Scene> = {
  name: 'versionOrder',
  hasSwitch: true,
  text: 'In which order does ListSecretVersionIds list versions?',
  ask: async (scene) => {
    scene.need(versions.second, versions.third);
    const listed = [...(await scene.stages()).keys()];
    if (isSame(listed, stored)) return { value: 'oldest-first', words: 'the oldest version is first' };
    if (isSame(listed, stored.toReversed()))
      return { value: 'newest-first', words: 'the newest version is first' };
    return { words: 'neither by age' };
  },
};

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((version, at) => version === other[at]);
}
