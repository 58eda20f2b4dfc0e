import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { versions } from '../versions.ts';

/** The most letters that ROTATION_PENDING_STAGE may have. */
const longest = 'S'.repeat(64);

export const longestStage: Question<Scene> = {
  name: 'longestStage',
  hasSwitch: false,
  text: 'May a stage have 64 letters, as ROTATION_PENDING_STAGE may?',
  ask: async (scene) => {
    const reply = await scene.call('UpdateSecretVersionStage', {
      VersionStage: longest,
      MoveToVersion: versions.first,
    });
    return { words: reply.kind === 'done' ? '64 letters are taken' : `64 letters are ${reply.code}` };
  },
};
