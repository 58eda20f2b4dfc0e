import { codeAnswer, refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';

const known = [
  'Rejected.ResourceInDeleteWindow',
  'Rejected.ResourceInDeletion',
  'Forbidden.ResourceNotFound',
];

/** Leaves the secret in its deletion window, so it is the last question. 7 days are the shortest window. */
export const readInDeletionWindow: Question<Scene> = {
  name: 'readInDeletionWindow',
  hasSwitch: true,
  text: 'With which code does GetSecretValue refuse a secret in its deletion window?',
  ask: async (scene) => {
    const reply = await scene.call('DeleteSecret', { RecoveryWindowInDays: '7' });
    if (reply.kind === 'refused') return refusedWith(reply);
    return codeAnswer(await scene.call('GetSecretValue'), known, 'it is not refused');
  },
};
