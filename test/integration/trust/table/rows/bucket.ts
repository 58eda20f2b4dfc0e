import { strangersCode } from '../../../../support/deploy/strangers-code.ts';
import { bucketClient, deployBy } from '../../../../support/deploy/yard.ts';
import { invokeFunction } from '../../../../support/sandbox/fc-client.ts';
import { until } from '../../../../support/sandbox/until.ts';
import type { Attack, Ground, Scene } from '../attack.ts';
import type { Row } from '../row.ts';

const bucket = 'bundles-of-mine';

export const row: Row = {
  name: 'bucket',
  who: 'may write the code bucket',
  right: ({ cloud }) => ({
    Effect: 'Allow',
    Action: ['oss:PutObject'],
    Resource: [`acs:oss:*:${cloud.sandbox.accountId}:${bucket}/*`],
  }),
  beyond: ({ ready }) => ['GetSecretValue', { SecretName: ready.secret }],
  common: (ground) => [replaced(ground)],
  needsBundle: true,
  perType: 'the code of a type is one for all its strategies, and so is its deploy',
};

/** Between the check of the object by who deploys, and the making of the function. */
const replaced = ({ type }: Ground): Attack => ({
  title: 'they replace the code after it was checked',
  run: async (scene, { key }) => {
    const { cloud } = scene;
    const { sandbox } = cloud;
    await bucketClient(sandbox, bucket).putBucket(bucket);
    const words = wordsOf(scene, type);
    const { stdout } = await deployBy(cloud, ...words, '--dry-run', '--json');
    const name = new RegExp(`"(${type}/[0-9a-f]{64}\\.zip)"`).exec(stdout)?.[1] ?? '';
    let replaced = () => {};
    const isReplaced = new Promise<void>((resolve) => {
      replaced = resolve;
    });
    const fault = { kind: 'hold', until: () => isReplaced, when: 'before' } as const;
    sandbox.faults.ask({ fault, action: 'ExecuteChangeSet' });
    const deploying = deployBy(cloud, ...words, '--yes', '--json');
    await until(() => sandbox.audit.count('GetObject') >= 2);
    await bucketClient(key, bucket).put(name, strangersCode);
    replaced();
    const { exitCode, stdout: said } = await deploying;
    const call = await invokeFunction(sandbox, `rotate-${type}`, '{"Operation":"sweep"}');
    return { exitCode, isNamed: name !== '', isTold: /checksum/.test(said), failed: call.failed };
  },
  ends: { exitCode: 1, isNamed: true, isTold: true, failed: 'FunctionNotFound' },
});

function wordsOf({ cloud, ready }: Scene, type: string): readonly string[] {
  const prefix = type.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  const users = cloud.made.named(type, ready.secret).users ?? [];
  const parameters = {
    [`${prefix}SecretNames`]: ready.secret,
    ...(type === 'access-key' && { [`${prefix}UserNames`]: users.join() }),
  };
  const given = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  return [type, '--stack', `of-${type}`, '--bucket', bucket, ...given];
}
