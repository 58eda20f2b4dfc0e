import { join } from 'node:path';
import { invokeFunction } from '../../../../support/sandbox/fc-client.ts';
import { roleTrusting } from '../../../../support/sandbox/people.ts';
import { storedValue } from '../../../../support/stand/stored-value.ts';
import { statementsOf } from '../../../../support/stand/template-role.ts';
import type { Attack, Ground, Scene } from '../attack.ts';
import type { Row } from '../row.ts';

export const row: Row = {
  name: 'invoke',
  who: 'may invoke the function',
  right: ({ cloud }) => ({
    Effect: 'Allow',
    Action: ['fc:InvokeFunction'],
    Resource: [`acs:fc:*:${cloud.sandbox.accountId}:functions/attacked`],
  }),
  beyond: ({ ready }) => ['GetSecretValue', { SecretName: ready.secret }],
  common: (ground) => [events(ground)],
  needsBundle: true,
  perType: 'an event is read before a strategy is known',
};

const byTimer = (payload: object) => ({
  triggerTime: '2026-11-28T00:00:00Z',
  triggerName: 'timer',
  payload: JSON.stringify(payload),
});

/** What only a person may decide, what is no work of this function, and what is too much. */
const refusedEvents = (SecretId: string): readonly (readonly [object | string, code: string])[] => [
  [byTimer({ Operation: 'rotate', SecretId, Emergency: true, Account: 'root' }), 'event-malformed'],
  [byTimer({ Operation: 'rotate', SecretId, EndGrace: true }), 'event-malformed'],
  [byTimer({ Operation: 'verify', SecretId, Repair: true }), 'event-malformed'],
  [byTimer(byTimer({ Operation: 'rotate', SecretId, Emergency: true })), 'event-malformed'],
  [
    { Operation: 'sweep', SecretIds: Array.from({ length: 1_001 }, (_, index) => `secret-${index}`) },
    'event-malformed',
  ],
  [JSON.stringify({ Operation: 'plan', SecretId }).padEnd(131_073), 'event-malformed'],
  [{ Operation: 'plan', SecretId, Probe: 'drop' }, 'event-malformed'],
  [{ Operation: 'rotate', SecretId: 'of-another-type' }, 'policy-malformed'],
];

/** The built function in the cloud, as a user calls it who may do no more than that. */
const events = ({ type }: Ground): Attack => ({
  title: 'they send it what they like',
  run: async (scene, { key }) => {
    const { cloud, ready } = scene;
    await deploy(scene, type);
    const call = async (event: object | string) => {
      const text = typeof event === 'string' ? event : JSON.stringify(event);
      return (await invokeFunction(key, 'attacked', text)).body;
    };
    const before = await storedValue(cloud, ready.secret);
    const answers: string[] = [];
    for (const Operation of ['plan', 'rotate', 'verify'])
      answers.push(await call({ Operation, SecretId: ready.secret }));
    const rotated = JSON.parse(answers[1] ?? '{}').Outcome;
    const wrong: string[] = [];
    for (const [event, code] of refusedEvents(ready.secret)) {
      const answer = await call(event);
      answers.push(answer);
      if (!answer.includes(code)) wrong.push(`${code}, not ${answer}`);
    }
    const values = [before, await storedValue(cloud, ready.secret)].flatMap(ready.privateParts);
    const secrets = [...values, ...ready.confidential];
    return { rotated, wrong, leaked: secrets.filter((one) => answers.join().includes(one)) };
  },
  ends: { rotated: 'rotated', wrong: [], leaked: [] },
});

async function deploy({ cloud, admins, ready }: Scene, type: string): Promise<void> {
  const { sandbox, variables, made } = cloud;
  const foreign = type === 'generic' ? 'access-key' : 'generic';
  await cloud.createSecret('of-another-type', 'canary', { 'rotation:type': foreign });
  const { users } = made.named(type, undefined);
  const secrets = [ready.secret, 'of-another-type'];
  const named = { secrets, adminSecrets: admins, ...(users && { users }), configuration: made.configuration };
  const statements = statementsOf(sandbox, type, named);
  await roleTrusting(sandbox, 'of-the-attacked', { Service: 'fc.aliyuncs.com' }, { statements });
  sandbox.createFunction({
    functionName: 'attacked',
    codeDirectory: join(import.meta.dirname, '../../../../../dist', type),
    role: 'of-the-attacked',
    timeout: 60,
    environmentVariables: Object.fromEntries(
      Object.entries(variables).filter(
        ([name]) => name.startsWith('ROTATION_') && name !== 'ROTATION_ENDPOINT',
      ),
    ),
  });
}
