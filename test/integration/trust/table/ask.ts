import { invoke } from '../../../support/stand/in-process.ts';
import { endOf, type Scene } from './attack.ts';

/** Runs the function of a type as its timer does. */
async function byTimer({ cloud }: Scene, type: string, payload: object): Promise<unknown> {
  const event = {
    triggerTime: new Date().toISOString(),
    triggerName: 'timer',
    payload: JSON.stringify(payload),
  };
  return endOf(await invoke(cloud, type, event));
}

/** The rotation of the attacked secret, as a timer asks for it. */
export const rotated = (scene: Scene, type: string): Promise<unknown> =>
  byTimer(scene, type, { Operation: 'rotate', SecretId: scene.ready.secret });

/** A sweep of the whole fleet. */
export const swept = (scene: Scene, type: string): Promise<unknown> =>
  byTimer(scene, type, { Operation: 'sweep', Verify: false });

/** Any event, as an operator sends it. */
export const asked = async ({ cloud }: Scene, type: string, event: object): Promise<unknown> =>
  endOf(await invoke(cloud, type, event));

/** An emergency of the attacked secret, for the account that an operator names. */
export const emergency = (scene: Scene, type: string, account?: string): Promise<unknown> =>
  asked(scene, type, {
    Operation: 'rotate',
    SecretId: scene.ready.secret,
    Emergency: true,
    Reason: 'a value has leaked',
    ...(account !== undefined && { Account: account }),
  });
