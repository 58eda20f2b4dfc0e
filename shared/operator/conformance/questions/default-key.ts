import * as z from 'zod';
import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';

const Described = z.object({ EncryptionKeyId: z.string().catch('') });

/** Expects a secret that was made without a key. */
export const defaultKey: Question<Scene> = {
  name: 'defaultKey',
  hasSwitch: true,
  text: 'Which key does DescribeSecret name for a secret that was made without one?',
  ask: async (scene) => {
    const reply = await scene.call('DescribeSecret');
    if (reply.kind === 'refused') return refusedWith(reply);
    const { EncryptionKeyId: key } = Described.parse(reply.body);
    if (key === '') return { value: 'absent', words: 'none' };
    if (key === systemKey) return { value: key, words: 'the name of the default key' };
    return { words: 'another key' };
  },
};

const systemKey = 'acs/secretsmanager';
