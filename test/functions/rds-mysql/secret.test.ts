import { describe, expect, it } from 'vitest';
import { parseSecret } from '../../../functions/rds-mysql/secret.ts';
import { Sensitive } from '../../../shared/credentials/sensitive.ts';
import { SecretId } from '../../../shared/rotation/store.ts';

const secret = SecretId.parse('test/secret');
const value = { AccountName: 'app', AccountPassword: 'Canary-1', Endpoint: 'db.example' };
const parse = (fields: object) => parseSecret(secret, new Sensitive(JSON.stringify({ ...value, ...fields })));

describe('a secret of MySQL', () => {
  it('has port 3306 unless it says otherwise', () => {
    expect([parse({}).Port, parse({ Port: '3307' }).Port]).toEqual([3306, 3307]);
  });

  it('may name an account of any 32 characters, and no longer one', () => {
    expect(parse({ AccountName: '😀'.repeat(32) }).AccountName).toHaveLength(64);
    expect(() => parse({ AccountName: 'a'.repeat(33) })).toThrow(/AccountName: .*32 characters/);
  });

  it.each(['mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys'])(
    'is not that of %s, which is the own account of the server',
    (AccountName) => {
      expect(() => parse({ AccountName })).toThrow(`AccountName: ${AccountName} is the server's own`);
    },
  );
});
