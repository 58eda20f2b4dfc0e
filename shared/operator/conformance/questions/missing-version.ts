import { codeAnswer } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';

const known = ['Forbidden.ResourceNotFound', 'InvalidParameter'];

export const missingVersion: Question<Scene> = {
  name: 'missingVersion',
  hasSwitch: true,
  text: 'With which code does GetSecretValue refuse a version or a stage that does not exist?',
  ask: async (scene) => {
    const version = await scene.call('GetSecretValue', { VersionId: 'version-z' });
    const stage = await scene.call('GetSecretValue', { VersionStage: 'ConformanceNone' });
    const [one, other] = [version, stage].map((reply) => codeAnswer(reply, known, 'it is not refused'));
    if (one && other && one.value === other.value && one.words === other.words) return one;
    return { words: `a version: ${one?.value ?? one?.words}; a stage: ${other?.value ?? other?.words}` };
  },
};
