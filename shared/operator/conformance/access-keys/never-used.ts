import * as z from 'zod';
import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { KeyScene } from './key-scene.ts';

const LastUsed = z.object({
  AccessKeyLastUsed: z.object({ LastUsedDate: z.string().optional() }).optional(),
});

/** Expects a key that was never used. */
export const neverUsed: Question<KeyScene> = {
  name: 'neverUsed',
  hasSwitch: true,
  text: 'Which date does GetAccessKeyLastUsed answer for a key that was never used?',
  ask: async (scene) => {
    const reply = await scene.call('GetAccessKeyLastUsed');
    if (reply.kind === 'refused') return refusedWith(reply);
    const date = LastUsed.safeParse(reply.body).data?.AccessKeyLastUsed?.LastUsedDate;
    if (date === undefined) return { value: 'absent', words: 'no date' };
    return date === '' ? { value: 'empty', words: 'an empty date' } : { words: 'a date' };
  },
};
