import type { Cloud } from '../cloud.ts';
import { invalidParameter, Refusal, unsupported } from '../refusal.ts';
import type { Secret } from './secret.ts';

/** Returns `acs:kms:<region>:<account>:secret/<name>`. */
export const secretArn = (cloud: Cloud, name: string) =>
  `acs:kms:${cloud.regionId}:${cloud.accountId}:secret/${name}`;

/** Returns the ARN for operations on the container: create and list. */
export const allSecretsArn = (cloud: Cloud) => `acs:kms:${cloud.regionId}:${cloud.accountId}:secret`;

/** Returns the ARN that a name or an ARN stands for. */
export const arnOf = (cloud: Cloud, reference: string) =>
  reference.startsWith('acs:') ? reference : secretArn(cloud, reference);

const notFound = () => new Refusal(404, 'Forbidden.ResourceNotFound', 'Resource not found.');

export const inDeleteWindow = (code = 'Rejected.ResourceInDeleteWindow') =>
  new Refusal(409, code, 'The secret is waiting to be deleted.');

/** Finds a secret for operations whose page says name or ARN. */
export function findSecret(cloud: Cloud, reference: string): Secret {
  const prefix = secretArn(cloud, '');
  const name = reference.startsWith(prefix) ? reference.slice(prefix.length) : reference;
  const secret = expire(cloud, cloud.secrets.get(name));
  if (secret === undefined) throw notFound();
  return secret;
}

/** Finds a secret for operations whose page says name only. */
export function findNamedSecret(cloud: Cloud, reference: string): Secret {
  if (reference.startsWith('acs:') && cloud.switches.arnForName === 'reject')
    throw invalidParameter('SecretName', 'it is an ARN, and this operation takes a name');
  return findSecret(cloud, reference);
}

/** Returns the secret that a lagging reader sees; see Collection. */
export function glimpseSecret(cloud: Cloud, secret: Secret): Secret {
  return cloud.secrets.glimpse(secret.name) ?? secret;
}

export function refuseInWindow(secret: Secret): Secret {
  if (secret.plannedDeleteAt !== undefined) throw inDeleteWindow();
  return secret;
}

/**
 * Returns a generic secret. Throws a Refusal for a managed secret: KMS rotates it and lets nobody write its versions.
 */
export function refuseManaged(secret: Secret): Secret {
  if (secret.type !== 'Generic')
    throw unsupported(`versions of a secret of type ${secret.type} are KMS's own`);
  return secret;
}

/**
 * Deletes a secret whose window has passed, and returns undefined for it. The secret is gone at the first access after
 * that time.
 */
export function expire(cloud: Cloud, secret: Secret | undefined): Secret | undefined {
  if (secret?.plannedDeleteAt === undefined || secret.plannedDeleteAt > cloud.now()) return secret;
  cloud.secrets.delete(secret.name);
  return undefined;
}

export function saveSecret(cloud: Cloud, secret: Secret): void {
  cloud.secrets.set(secret.name, { ...secret, updatedAt: cloud.now() });
}
