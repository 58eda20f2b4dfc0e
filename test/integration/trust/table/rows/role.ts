import { callsTo, type Parameters } from '../../../../support/sandbox/calls.ts';
import { roleTrusting } from '../../../../support/sandbox/people.ts';
import { type Named, statementsOf } from '../../../../support/stand/template-role.ts';
import type { Attack, Ground, Scene } from '../attack.ts';
import type { Row } from '../row.ts';

export const row: Row = {
  name: 'role',
  who: 'holds the role of one function',
  common: (ground) => [othersSecrets(ground)],
};

const ofSecret = (SecretName: string): Parameters => ({ SecretName });

/** Each call of KMS that gives a value away, changes one, or changes when it rotates. */
const calls = (secret: string): readonly (readonly [string, Parameters])[] => [
  ['GetSecretValue', ofSecret(secret)],
  ['PutSecretValue', { ...ofSecret(secret), VersionId: 'of-a-role', SecretData: 'of-a-role' }],
  ['UpdateSecretVersionStage', { ...ofSecret(secret), VersionStage: 'ACSCurrent', MoveToVersion: 'v0' }],
  ['TagResource', { ...ofSecret(secret), Tags: '[{"TagKey":"rotation:auto","TagValue":"off"}]' }],
  ['UntagResource', { ...ofSecret(secret), TagKeys: '["rotation:type"]' }],
  ['DeleteSecret', { ...ofSecret(secret), ForceDeleteWithoutRecovery: 'true' }],
];

/** The role that the template gives to a function for the attacked secret, its admin and its user, and for no other. */
const othersSecrets = ({ type }: Ground): Attack => ({
  title: 'they ask for another secret, another user and another function',
  run: async (scene) => {
    const { cloud, ready, admins } = scene;
    const all = cloud.made.named(type, undefined);
    const [ownAdmin, ...others] = admins;
    const named: Named = {
      secrets: [ready.secret],
      adminSecrets: ownAdmin === undefined ? [] : [ownAdmin],
      users: (all.users ?? []).slice(0, 1),
      configuration: cloud.made.configuration,
    };
    const statements = statementsOf(cloud.sandbox, type, named);
    await roleTrusting(cloud.sandbox, 'own', { Service: 'fc.aliyuncs.com' }, { statements });
    const { endpoint, regionId } = cloud.sandbox;
    const key = cloud.sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: 'own' });
    const kms = callsTo({ endpoint, regionId, ...key });
    const mine = Object(await kms('GetSecretValue', ofSecret(ready.secret)));
    const tries = [
      ...[scene.other.secret, ...others].flatMap(calls),
      // An admin's is read, and never written.
      ...(ownAdmin === undefined ? [] : calls(ownAdmin).slice(1)),
    ];
    const answers = await Promise.all(
      tries.map(async ([action, parameters]) => ({ action, ...Object(await kms(action, parameters)) })),
    );
    return {
      open: answers.filter(({ failed }) => failed !== 'Forbidden.NoPermission'),
      readsOwn: 'SecretData' in mine,
      users: await usersOpen(
        scene,
        callsTo({ endpoint, regionId, ...key }, 'ram'),
        all.users?.slice(1) ?? [],
      ),
    };
  },
  ends: { open: [], readsOwn: true, users: [] },
});

/** What can be done to users that the role is not for. */
async function usersOpen(
  { cloud }: Scene,
  ram: ReturnType<typeof callsTo>,
  users: readonly string[],
): Promise<readonly unknown[]> {
  const tried = ['root-helper', ...users].flatMap((UserName) => [
    ram('CreateAccessKey', { UserName }),
    ram('ListAccessKeys', { UserName }),
    ram('AttachPolicyToUser', { UserName, PolicyName: 'AdministratorAccess', PolicyType: 'System' }),
    ram('CreateUser', { UserName: `${UserName}-${cloud.sandbox.accountId}` }),
  ]);
  return (await Promise.all(tried)).filter((answer) => Object(answer).failed !== 'NoPermission');
}
