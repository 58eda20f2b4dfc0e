import * as z from 'zod';
import { acceptance } from '../answers.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';
import { Unanswered } from '../unanswered.ts';

const Described = z.object({ Arn: z.string() });

export const arnForName: Question<Scene> = {
  name: 'arnForName',
  hasSwitch: true,
  text: 'Does DescribeSecret, whose page speaks of a name, take an ARN?',
  ask: async (scene) => {
    const reply = await scene.call('DescribeSecret');
    const found = reply.kind === 'done' ? Described.safeParse(reply.body).data : undefined;
    if (!found) throw new Unanswered('DescribeSecret did not tell the ARN of the secret');
    return acceptance(
      await scene.call('DescribeSecret', { SecretName: found.Arn }),
      { value: 'accept', words: 'an ARN is taken' },
      { value: 'reject', words: 'names only' },
    );
  },
};
