import * as z from 'zod';
import { list } from '../../../alibaba/kms/wire.ts';
import type { Question } from '../question.ts';
import type { Scene } from '../scene.ts';

const Listing = z.object({ SecretList: list('Secret', z.object({ SecretName: z.string() })) });

export const nameFilter: Question<Scene> = {
  name: 'nameFilter',
  hasSwitch: true,
  text: 'How does ListSecrets compare a name with its filter SecretName?',
  ask: async (scene) => {
    const begin = scene.secret.slice(0, -4);
    if (await isFound(scene, begin.slice(1))) return { value: 'substring', words: 'any part is found' };
    if (await isFound(scene, begin)) return { value: 'prefix', words: 'a beginning is found' };
    if (await isFound(scene, scene.secret)) return { value: 'exact', words: 'only the whole name is found' };
    return { words: 'the new secret is not listed' };
  },
};

async function isFound(scene: Scene, text: string): Promise<boolean> {
  const Filters = JSON.stringify([{ Key: 'SecretName', Values: [text] }]);
  const reply = await scene.callApart('ListSecrets', { Filters });
  const listing = reply.kind === 'done' ? Listing.safeParse(reply.body).data : undefined;
  return listing?.SecretList.some(({ SecretName }) => SecretName === scene.secret) ?? false;
}
