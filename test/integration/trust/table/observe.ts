import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import type { Attack, Scene } from './attack.ts';

/** All that is not the attacker's, as store and service have it, but what is to be rotated or moved meanwhile. */
export async function observe(
  scene: Scene,
  { rotatesOther, movesAdmins }: Attack,
): Promise<Readonly<Record<string, unknown>>> {
  const { cloud, other, admins } = scene;
  const secrets = [...(rotatesOther ? [] : [other.secret]), ...(movesAdmins ? [] : admins)];
  const kept = await Promise.all(
    secrets.map(async (secret) => [secret, await stagesOf(cloud, secret), await storedValue(cloud, secret)]),
  );
  const opens = (await other.logIn?.(await storedValue(cloud, other.secret))) === undefined;
  return { kept, opens, ...(rotatesOther ? {} : await scene.intact()) };
}
