import { SecretMalformed } from '../../../engine/rotation/errors.ts';
import type { SecretId } from '../../../engine/rotation/store.ts';
import type { Sensitive } from '../../../runtime/sensitive.ts';
import type { Creation } from '../../adopt/adopt-options.ts';
import { type Converted, fromAws } from '../../adopt/aws-secret.ts';
import { loginValue } from '../../adopt/new-value.ts';
import { canAsk, promptHidden } from '../hidden-prompt.ts';
import { isReadByOthers, isSource, readSource } from '../value-source.ts';
import { port } from './arguments.ts';

/** The options of a command that say where the value of a new secret comes from. */
export interface ValueFlags {
  readonly create?: boolean;
  readonly valueFrom?: string;
  readonly fromAws?: string;
  readonly account?: string;
  readonly passwordFrom?: string;
  readonly endpoint?: string;
  readonly port?: string;
  readonly database?: string;
  readonly dbInstance?: string;
  readonly key?: string;
  readonly kmsInstance?: string;
  readonly admin?: string;
  /** Options that only exist to say why they are refused. */
  readonly value?: string | true;
  readonly password?: string | true;
}

const never =
  'a value is never an argument, which other processes and the history of the shell show: use --value-from, --password-from or the hidden prompt';

/** Returns what is wrong with the options together, or undefined. It quotes no text that may be a value. */
export function valueComplaint(secret: SecretId, flags: ValueFlags): string | undefined {
  if (flags.value !== undefined || flags.password !== undefined) return never;
  if (!isCreating(flags)) {
    const needless = flags.key !== undefined || flags.kmsInstance !== undefined;
    return needless ? '--key and --kms-instance are for a new secret: pass --create' : undefined;
  }
  if (secret.startsWith('acs:')) return 'a new secret has a name, and no ARN yet';
  // Source: KMS CreateSecret.
  if (secret.startsWith('acs/')) return 'the name of a new secret must not start with acs/';
  const ways = [flags.valueFrom !== undefined, flags.fromAws !== undefined, hasLogin(flags)];
  if (ways.filter(Boolean).length > 1)
    return 'give one of: --value-from, --from-aws, or --account with the other fields';
  const source = sourceOf(flags);
  if (source === undefined) return canAsk() ? undefined : 'nobody can be asked here: pass --value-from';
  if (!isSource(source)) return `${never}. A source is env:VARIABLE, file:PATH or -`;
  if (flags.port !== undefined && !isPort(flags.port)) return '--port must be a port';
  return isReadByOthers(source) ? 'others may read the file with the value: chmod 600 it first' : undefined;
}

function isPort(text: string): boolean {
  try {
    return port(text) > 0;
  } catch {
    return false;
  }
}

function hasLogin({ account, passwordFrom, endpoint, port, database, dbInstance }: ValueFlags): boolean {
  return [account, passwordFrom, endpoint, port, database, dbInstance].some((field) => field !== undefined);
}

function isCreating(flags: ValueFlags): boolean {
  return (
    flags.create === true || flags.valueFrom !== undefined || flags.fromAws !== undefined || hasLogin(flags)
  );
}

function sourceOf({ valueFrom, passwordFrom, fromAws }: ValueFlags): string | undefined {
  if (fromAws !== undefined) return fromAws === '-' ? '-' : `file:${fromAws}`;
  return valueFrom ?? passwordFrom;
}

/** Returns how a secret is created, or undefined if one that is there is taken. Called for options without complaint. */
export function creationOf(secret: SecretId, flags: ValueFlags): Creation | undefined {
  if (!isCreating(flags)) return undefined;
  const source = sourceOf(flags);
  return {
    isTyped: source === undefined,
    key: flags.key,
    instance: flags.kmsInstance,
    read: async () => {
      const text = source === undefined ? await ask(secret, flags) : readSource(source);
      if (typeof text === 'string') throw new SecretMalformed(secret, [`the source of the value ${text}`]);
      return text && converted(secret, flags, text);
    },
  };
}

function ask(secret: SecretId, flags: ValueFlags): Promise<Sensitive | undefined> {
  const what = hasLogin(flags)
    ? `Password of ${flags.account ?? 'the account'}`
    : `Value of ${secret}, in one line`;
  return promptHidden(what);
}

function converted(secret: SecretId, flags: ValueFlags, text: Sensitive): Converted {
  if (flags.fromAws !== undefined) return fromAws(secret, text, flags.admin !== undefined);
  if (!hasLogin(flags)) return { value: text, notes: [] };
  return { value: loginValue({ ...flags, instance: flags.dbInstance }, text), notes: [] };
}
