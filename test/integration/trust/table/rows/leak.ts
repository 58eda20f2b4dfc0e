import { storedValue } from '../../../../support/stand/stored-value.ts';
import { emergency } from '../ask.ts';
import type { Attack, Ground } from '../attack.ts';
import type { Row } from '../row.ts';

export const row: Row = {
  name: 'leak',
  who: 'holds a leaked credential',
  common: (ground) => [stays(ground)],
};

/** Whoever has the value has logged in with it already, where a service knows sessions. */
const stays = ({ type, hidesSecondPassword = false }: Ground): Attack => ({
  title: 'they are logged in, and come again',
  run: async (scene) => {
    const { cloud, ready } = scene;
    const leaked = await storedValue(cloud, ready.secret);
    await using session = await ready.openSession?.(leaked);
    const answeredBefore = await session?.answers();
    const end = Object(await emergency(scene, type));
    return {
      ...end,
      answeredBefore: answeredBefore ?? true,
      answers: (await session?.answers()) ?? false,
      getsIn: (await ready.logIn?.(leaked)) === undefined,
      newOne: await ready.logIn?.(await storedValue(cloud, ready.secret)),
    };
  },
  ends: {
    ...(hidesSecondPassword ? { code: 'not-evicted', aftermath: 'applied' } : { Outcome: 'evicted' }),
    answeredBefore: true,
    answers: false,
    getsIn: false,
    newOne: undefined,
  },
});
