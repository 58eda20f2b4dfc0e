import * as z from 'zod';
import { SecretMalformed } from '../../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../../shared/engine/rotation/service.ts';
import type { SecretId } from '../../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { publicPart, type SshServer } from '../../../shared/services/ssh/connector.ts';
import { parseHostKeyPin } from '../../../shared/services/ssh/host-key.ts';
import type { Credential } from '../../../shared/services/ssh/login-attempt.ts';
import { isSameKey, type PublicKey, parsePublicKey } from '../../../shared/services/ssh/public-key.ts';
import { type GenericSecret, Private, readFields } from '../secret.ts';

const HostKey = z.string().transform((text, context) => {
  const pin = parseHostKeyPin(text);
  if (pin) return pin;
  context.addIssue('must be a line such as ssh-ed25519 AAAA…, or a fingerprint such as SHA256:…');
  return z.NEVER;
});

const Place = z.object({
  AccountName: z.string().regex(/^[^\s:\0-][^\s:\0]*$/, 'is not an account name'),
  Endpoint: z.string().regex(/^\S+$/, 'is not a host'),
  Port: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.number().int().min(1).max(65_535))
    .default(22),
  HostKey,
});

const Password = Private.refine(
  (password) => !/[\r\n\0]/.test(password.reveal()),
  'must be one line, since passwd and chpasswd read lines',
);

/** An account on a server, and the credential that it logs in with. */
export interface SshAccount {
  readonly account: string;
  readonly server: SshServer;
  readonly credential: Credential;
}

export interface KeyAccount extends SshAccount {
  readonly credential: { readonly privateKey: Sensitive };
  /** The public key computed from the private key. A stored public key must be the same one. */
  readonly publicKey: PublicKey;
}

export interface PasswordAccount extends SshAccount {
  readonly credential: { readonly password: Sensitive };
}

export function readKeyAccount(secret: SecretId, value: GenericSecret): KeyAccount {
  const schema = Place.extend({ PrivateKey: Private, PublicKey: Private.optional() });
  const fields = readFields(secret, value, schema);
  const publicKey = publicPart(secret, fields.PrivateKey);
  const stored = fields.PublicKey && parsePublicKey(fields.PublicKey.reveal());
  if (fields.PublicKey && !(stored && isSameKey(stored, publicKey)))
    throw new SecretMalformed(secret, ['PublicKey: does not belong to PrivateKey']);
  return { ...placeOf(fields), credential: { privateKey: fields.PrivateKey }, publicKey };
}

export function readPasswordAccount(secret: SecretId, value: GenericSecret): PasswordAccount {
  const fields = readFields(secret, value, Place.extend({ AccountPassword: Password }));
  return { ...placeOf(fields), credential: { password: fields.AccountPassword } };
}

/** Reads a privileged account, which logs in with the key or the password in its secret. */
export function readAdminAccount(secret: SecretId, value: GenericSecret): SshAccount {
  const { PrivateKey } = readFields(secret, value, z.object({ PrivateKey: Private.optional() }));
  return PrivateKey ? readKeyAccount(secret, value) : readPasswordAccount(secret, value);
}

/** Reports where an account is, by address: machines that were made alike have one host key. */
export function locate({ located }: RotationContext<GenericSecret>, { account, server }: SshAccount): void {
  located(`${server.host.toLowerCase()}:${server.port}`, [account]);
}

/** Returns the paths in which two servers differ. */
export function differentServer(one: SshServer, other: SshServer): string[] {
  const same = {
    Endpoint: one.host.toLowerCase() === other.host.toLowerCase(),
    Port: one.port === other.port,
    HostKey: one.pin.fingerprint === other.pin.fingerprint,
  };
  return Object.entries(same).flatMap(([path, equal]) => (equal ? [] : [path]));
}

function placeOf({ AccountName, Endpoint, Port, HostKey: pin }: z.output<typeof Place>) {
  return { account: AccountName, server: { host: Endpoint, port: Port, pin } };
}
