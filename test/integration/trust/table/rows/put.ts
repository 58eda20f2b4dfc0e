import { onSecret } from '../attacker.ts';
import type { Row } from '../row.ts';

export const row: Row = {
  name: 'put',
  who: 'may put a value of one secret',
  quick: 2,
  right: ({ cloud, ready }) => onSecret(cloud, 'kms:PutSecretValue', ready.secret),
  beyond: ({ other }) => [
    'PutSecretValue',
    { SecretName: other.secret, VersionId: 'of-mallory', SecretData: 'of-mallory' },
  ],
};
