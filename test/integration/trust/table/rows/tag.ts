import { statusOf } from '../../../../support/stand/status.ts';
import { Receiver } from '../../../services/webhook/receiver.ts';
import { asked, rotated, swept } from '../ask.ts';
import { type Attack, type Ground, malformed, type Scene } from '../attack.ts';
import { type Attacker, onSecret } from '../attacker.ts';
import type { Row } from '../row.ts';

const due = { 'rotation:schedule': 'every:1d', 'rotation:grace': '12h' };

export const row: Row = {
  name: 'tag',
  who: 'may tag one secret',
  quick: 2,
  right: ({ cloud, ready }) => onSecret(cloud, 'kms:TagResource', ready.secret),
  beyond: ({ other }) => [
    'TagResource',
    { SecretName: other.secret, Tags: '[{"TagKey":"rotation:auto","TagValue":"off"}]' },
  ],
  common: (ground) => [statement(ground), sent(ground), future(ground), digest(ground), pair(ground)],
};

const statement = ({ type }: Ground): Attack => ({
  title: 'a probe',
  run: async (scene, { tag }) => {
    await tag(scene.ready.secret, { 'rotation:probe': 'drop' });
    return rotated(scene, type);
  },
  ends: malformed,
});

/** The name is one that a configuration could have, and the address is theirs. */
const sent = ({ type }: Ground): Attack => ({
  title: 'a receiver of their own',
  run: async (scene, { tag }) => {
    await using receiver = await Receiver.start();
    const { secret } = scene.ready;
    const address = receiver.url.replace(/[?].*/, '').replaceAll('/', '.');
    await tag(secret, { 'rotation:strategy': 'webhook', 'rotation:webhook': address });
    const end = Object(await rotated(scene, type));
    return { ...end, heard: receiver.requests.length + receiver.unsigned };
  },
  ends: { ...malformed, heard: 0 },
});

/** A rotation that is due is not put off by what a tag says of one to come: the alarm of a late one is not ended. */
const future = ({ type }: Ground): Attack => ({
  title: 'a success that is to come',
  run: async (scene, { tag }) => {
    await scene.cloud.tag(scene.ready.secret, due);
    await tag(scene.ready.secret, { 'rotation:status': 'success=2099-01-01T00:00:00Z/failures=0' });
    return swept(scene, type);
  },
  ends: { Outcome: 'swept', Counts: { rotated: 1, unscheduled: 1 } },
});

/** A status that says of the attacked secret that its account is that of the other one, which is due. */
const digest = ({ type }: Ground): Attack => ({
  title: 'the digest of the account of somebody else',
  run: async (scene, { tag }) => {
    const { other, ready } = scene;
    await asked(scene, type, { Operation: 'verify', SecretId: other.secret });
    const place = /at=\w+/.exec((await statusOf(scene.cloud, other.secret)) ?? '')?.[0];
    await tag(ready.secret, { 'rotation:status': `${place === undefined ? '' : `${place}/`}failures=99` });
    await scene.cloud.tag(other.secret, due);
    return swept(scene, type);
  },
  ends: { Outcome: 'swept', Counts: { rotated: 1 } },
  rotatesOther: true,
});

/** A pair is rotated with a grace in between, and the one of the attacker, who names another one, a moment ago. */
const pair = ({ type }: Ground): Attack => ({
  title: 'the secret of somebody else as their pair',
  run: async (scene: Scene, { tag }: Attacker) => {
    const { other, ready } = scene;
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    await tag(ready.secret, {
      'rotation:pair': `${ready.secret}-pair`,
      'rotation:status': `success=${now}/failures=0`,
    });
    await scene.cloud.tag(other.secret, { ...due, 'rotation:pair': ready.secret });
    return swept(scene, type);
  },
  ends: { Outcome: 'swept', Counts: { rotated: 1 } },
  rotatesOther: true,
});
