import { describe, expect, it } from 'vitest';
import { parseSecret } from '../../../../functions/rds-mysql/secret.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';

const secret = SecretId.parse('test/secret');
const value = { AccountName: 'app', AccountPassword: 'Canary-1', Endpoint: 'db.example' };
const parse = (fields: object) => parseSecret(secret, new Sensitive(JSON.stringify({ ...value, ...fields })));

describe('a secret of MySQL', () => {
  it('has port 3306 unless it says otherwise', () => {
    expect([parse({}).Port, parse({ Port: '3307' }).Port]).toEqual([3306, 3307]);
  });

  it('may name an account of any 32 characters, and no longer one', () => {
    expect(parse({ AccountName: '日'.repeat(32) }).AccountName).toHaveLength(32);
    expect(() => parse({ AccountName: 'a'.repeat(33) })).toThrow(/AccountName: .*32 characters/);
  });

  it.each(['app ', '\tapp', 'app\n', ' app', "'app'", 'app😀', 'app\ud800', 'app\0x'])(
    'names no account %j, by which the servers would take another one',
    (AccountName) => {
      expect(() => parse({ AccountName })).toThrow(/AccountName: /);
    },
  );

  it.each(["o'neil", "'", '"app"', 'a b', 'app\u0001', 'ünï', '日本', '\u00a0app'])(
    'may name %j',
    (AccountName) => {
      expect(parse({ AccountName }).AccountName).toBe(AccountName);
    },
  );

  it.each(['mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys'])(
    'is not that of %s, which is the own account of the server',
    (AccountName) => {
      expect(() => parse({ AccountName })).toThrow(
        `AccountName: ${AccountName} is an account of the server itself`,
      );
    },
  );
});
