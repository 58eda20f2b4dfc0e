import { acceptance } from '../answers.ts';
import type { Question } from '../question.ts';
import type { KeyScene } from './key-scene.ts';

/** Expects an active key. It is the last question. */
export const deleteActiveKey: Question<KeyScene> = {
  name: 'deleteActiveKey',
  hasSwitch: true,
  text: 'May an AccessKey be deleted that was not disabled before?',
  ask: async (scene) =>
    acceptance(
      await scene.call('DeleteAccessKey'),
      { value: 'allow', words: 'it may' },
      { value: 'reject', words: 'it must be disabled before' },
    ),
};
