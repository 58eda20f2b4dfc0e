import { randomUUID } from 'node:crypto';
import { generatePassword, rdsPasswords } from '../../../../shared/engine/credentials/password.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import type { Prepared } from '../../../support/stand/settings.ts';
import type { SecretCalls, Value } from './secret-calls.ts';

/** What a script knows when it starts. */
interface Scene {
  readonly kms: SecretCalls;
  readonly server: ServerAddress;
  readonly prepared: Pick<Prepared, 'secret'> & { readonly account: Pick<Prepared['account'], 'user'> };
  /** Whether KMS lets the previous stage join the current one, so that it can be moved first. */
  readonly joins: boolean;
}

/**
 * One rotation from the first line to the last, with nothing around it: no look at what an earlier attempt left, no
 * choice of a strategy, no events, no errors told in words. It makes the calls of the engine in the engine's order;
 * "statements" in the table of findings shows when the two no longer send equally many.
 */
export type Script = (scene: Scene) => Promise<void>;

/** The value to rotate to. */
export function nextOf(value: Value, account: string = value.AccountName) {
  const password = generatePassword({}, rdsPasswords);
  return {
    version: randomUUID(),
    password,
    value: { ...value, AccountName: account, AccountPassword: password.reveal() },
  };
}
