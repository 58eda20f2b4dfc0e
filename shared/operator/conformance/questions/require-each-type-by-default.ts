import * as z from 'zod';
import { refusedWith } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { Unanswered } from '../unanswered.ts';

const Password = z.object({ RandomPassword: z.string() });

/** Letters and digits, of which the excluded ones leave one of each type: chance alone seldom draws all three. */
const left = { lower: 'a', upper: 'A', digit: '0' };
const excluded = 'bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ123456789';

/** With so many passwords of 8 characters, chance looks like a rule less than once in a million times. */
const tries = 3;

export const requireEachTypeByDefault: Question<Scene> = {
  name: 'requireEachTypeByDefault',
  hasSwitch: true,
  text: 'Does GetRandomPassword use each type of characters if nothing is said about that?',
  ask: async (scene) => {
    for (let count = 0; count < tries; count += 1) {
      const asked = { PasswordLength: '8', ExcludeCharacters: excluded };
      const reply = await scene.callApart('GetRandomPassword', asked);
      if (reply.kind === 'refused') return refusedWith(reply);
      const found = Password.safeParse(reply.body).data?.RandomPassword;
      if (found === undefined) throw new Unanswered('GetRandomPassword answered no password');
      if (!Object.values(left).every((mark) => found.includes(mark)))
        return { value: false, words: 'a type may be missing' };
    }
    return { value: true, words: 'each type is used' };
  },
};
