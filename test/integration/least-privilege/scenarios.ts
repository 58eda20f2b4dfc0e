import { prepareKeyToEnd } from '../functions/access-key/subjects.ts';
import { key, Receiver } from '../services/webhook/receiver.ts';
import { idsOf, type Scenario } from './scenario.ts';

/** A webhook, whose key the role may read like an admin secret, for each of two secrets: no server is needed to use every right. */
const generic: Scenario & { receiver?: Receiver } = {
  type: 'generic',
  async prepare(cloud) {
    const receiver = await Receiver.start();
    receiver.answer = () => ({ body: { Overlaps: true } });
    this.receiver = receiver;
    for (const name of ['one', 'two']) {
      await cloud.createSecret(`key-${name}`, key);
      cloud.configure({
        webhooks: { [name]: { address: receiver.url, key: `key-${name}`, secrets: [`token-${name}`] } },
      });
      await cloud.createSecret(`token-${name}`, 'first', {
        'rotation:type': 'generic',
        'rotation:strategy': 'webhook',
        'rotation:webhook': name,
        'rotation:schedule': 'every:30d',
      });
    }
    await cloud.keepConfiguration('configuration');
    return {
      secrets: ['token-one', 'token-two'],
      adminSecrets: ['key-one', 'key-two'],
      configurationSecret: 'configuration',
    };
  },
  async perform(engine, _, named) {
    try {
      for (const secret of idsOf(named)) {
        const { Outcome } = await engine.perform({ operation: 'rotate', secret });
        if (Outcome !== 'rotated') throw new Error(`${secret} ended as ${Outcome}`);
      }
    } finally {
      await this.receiver?.[Symbol.asyncDispose]();
    }
  },
};

const accessKey: Scenario = {
  type: 'access-key',
  async prepare(cloud) {
    const [one, two] = [await prepareKeyToEnd(cloud), await prepareKeyToEnd(cloud)];
    return { secrets: [one.secret, two.secret], users: [one.user, two.user] };
  },
  async perform(engine, _, named) {
    for (const secret of idsOf(named)) {
      await engine.perform({ operation: 'rotate', secret });
      // The first disables the previous key, a later one deletes it.
      const ends = [await engine.perform({ operation: 'retire', secret })];
      ends.push(await engine.perform({ operation: 'retire', secret }));
      const outcomes = ends.map(({ Outcome }) => Outcome);
      if (!outcomes.includes('retired'))
        throw new Error(`${secret} ended as ${outcomes}: ${ends[1]?.Reason}`);
    }
  },
};

export const scenarios: readonly Scenario[] = [generic, accessKey];
