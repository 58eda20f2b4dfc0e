import { LoginBlocked, PrivilegeMissing, SecretMalformed } from '../../../shared/engine/rotation/errors.ts';
import type { Verdict } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { logIn } from '../../../shared/services/postgresql/connector.ts';
import type { Context } from '../context.ts';

/**
 * Tries a value that should be refused. Returns 'untried' if the server keeps out logins from here, or for now: that
 * proves nothing about the value.
 */
export async function testRevoked({ access, dialling }: Context, value: DatabaseSecret): Promise<Verdict> {
  try {
    const login = await logIn(dialling, { ...value, DBName: access.current.DBName });
    if (login === 'refused') return 'refused';
    await login[Symbol.asyncDispose]();
    return 'accepted';
  } catch (error) {
    if (error instanceof LoginBlocked) return 'untried';
    // The server checks the password first (tried on 14, 16 and 18). A database that is gone, or that the account may
    // not use, comes after it.
    if (error instanceof SecretMalformed || error instanceof PrivilegeMissing) return 'accepted';
    throw error;
  }
}
