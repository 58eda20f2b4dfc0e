import { onSecret } from '../attacker.ts';
import type { Row } from '../row.ts';

export const row: Row = {
  name: 'read',
  who: 'may read one secret',
  right: ({ cloud, ready }) => onSecret(cloud, 'kms:GetSecretValue', ready.secret),
  beyond: ({ other }) => ['GetSecretValue', { SecretName: other.secret }],
};
