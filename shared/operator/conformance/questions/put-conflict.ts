import { codeAnswer } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

export const putConflict: Question<Scene> = {
  name: 'putConflict',
  hasSwitch: true,
  text: 'With which code does PutSecretValue refuse another value under a known version id?',
  ask: async (scene) => {
    scene.need(versions.second);
    const reply = await scene.put(versions.second, { SecretData: 'another value of a conformance test' });
    return codeAnswer(reply, ['Rejected.ResourceExist', 'InvalidParameter'], 'it is not refused');
  },
};
