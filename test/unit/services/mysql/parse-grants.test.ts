import { describe, expect, it } from 'vitest';
import { changedClauses, parseAttributes } from '../../../../shared/services/mysql/rights/attributes.ts';
import { difference, giving, taking } from '../../../../shared/services/mysql/rights/grant.ts';
import { parseGrants } from '../../../../shared/services/mysql/rights/parse-grants.ts';

const account = { user: 'app', host: '%' };
const given = (...lines: readonly string[]) =>
  parseGrants(lines, account).map((grant) => giving(grant, 'it'));

describe('what show grants answers', () => {
  it.each([
    ['GRANT USAGE ON *.* TO `app`@`%`', []],
    [
      "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*AB' REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 3",
      [],
    ],
    [
      "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*AB' REQUIRE SUBJECT 'a WITH GRANT OPTION b'",
      [],
    ],
    [
      'GRANT SELECT, CREATE TEMPORARY TABLES ON `a b`.* TO `app`@`%` WITH GRANT OPTION',
      [
        'grant SELECT on `a b`.* to it',
        'grant CREATE TEMPORARY TABLES on `a b`.* to it',
        'grant USAGE on `a b`.* to it with grant option',
      ],
    ],
    [
      'GRANT SELECT (`x`, `on`), INSERT ON `s`.`to` TO `app`@`%`',
      [
        'grant SELECT (`x`) on `s`.`to` to it',
        'grant SELECT (`on`) on `s`.`to` to it',
        'grant INSERT on `s`.`to` to it',
      ],
    ],
    ['GRANT EXECUTE ON PROCEDURE `s`.`p` TO `app`@`%`', ['grant EXECUTE on PROCEDURE `s`.`p` to it']],
    ['GRANT `r`@`%`,`q`@`%` TO `app`@`%`', ['grant `r`@`%` to it', 'grant `q`@`%` to it']],
    ['GRANT `r` TO `app`@`%` WITH ADMIN OPTION', ['grant `r` to it with admin option']],
    ['SET DEFAULT ROLE `r` FOR `app`@`%`', ['set default role `r` for it']],
    [
      "GRANT PROXY ON ''@'%' TO 'app'@'%' WITH GRANT OPTION",
      ["grant proxy on ''@'%' to it with grant option"],
    ],
    ['REVOKE SELECT ON `mysql`.* FROM `app`@`%`', ['revoke SELECT on `mysql`.* from it']],
    [
      'GRANT BACKUP_ADMIN,ROLE_ADMIN ON *.* TO `app`@`%` WITH GRANT OPTION',
      [
        'grant BACKUP_ADMIN on *.* to it with grant option',
        'grant ROLE_ADMIN on *.* to it with grant option',
      ],
    ],
  ])('is read from %s', (line, statements) => {
    expect(given(line)).toEqual(statements);
  });

  it('is read for names that look like statements', () => {
    const hostile = { user: '` TO `root`@`%', host: "1' ON *.* TO 2" };
    const name = "``` TO ``root``@``%`@`1' ON *.* TO 2`";
    const [grant] = parseGrants([`GRANT SELECT ON \`; drop user a; -- \`.* TO ${name}`], hostile);
    expect(grant && giving(grant, 'it')).toBe('grant SELECT on `; drop user a; -- `.* to it');
  });

  it('leaves out what belongs to a role of the account', () => {
    expect(given('GRANT SELECT ON `s`.* TO `r`', 'GRANT SELECT ON `s`.* TO `r`@`%`')).toEqual([]);
  });
});

describe('the difference of two accounts', () => {
  it('takes nothing of an object on which everything is given', () => {
    const wanted = parseGrants(['GRANT ALL PRIVILEGES ON `s`.* TO `app`@`%`'], account);
    const have = parseGrants(['GRANT SELECT ON `s`.* TO `app`@`%` WITH GRANT OPTION'], account);
    const { missing, extra } = difference(wanted, have);
    expect(missing.map((grant) => giving(grant, 'it'))).toEqual(['grant ALL PRIVILEGES on `s`.* to it']);
    expect(extra.map((grant) => taking(grant, 'it'))).toEqual(['revoke GRANT OPTION on `s`.* from it']);
  });

  it('lifts a part that is withheld from one account only', () => {
    const have = parseGrants(['REVOKE SELECT ON `mysql`.* FROM `app`@`%`'], account);
    expect(difference([], have).extra.map((grant) => taking(grant, 'it'))).toEqual([
      'grant SELECT on `mysql`.* to it',
    ]);
  });
});

describe('what show create user answers', () => {
  const none = parseAttributes([]);

  it('is read clause by clause, without a comment or an expired password', () => {
    const { options, isLocked, defaultRoles } = parseAttributes([
      "CREATE USER `app`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$ REQUIRE X' DEFAULT ROLE `r`@`%` REQUIRE SSL WITH MAX_USER_CONNECTIONS 5 PASSWORD EXPIRE ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL 7 DAY PASSWORD REQUIRE CURRENT FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 1 COMMENT 'WITH MAX_USER_CONNECTIONS 9'",
    ]);
    expect(Object.fromEntries(options)).toEqual({
      REQUIRE: 'SSL',
      MAX_USER_CONNECTIONS: '5',
      'PASSWORD HISTORY': 'DEFAULT',
      'PASSWORD REUSE INTERVAL': '7 DAY',
      'PASSWORD REQUIRE CURRENT': '',
      FAILED_LOGIN_ATTEMPTS: '3',
      PASSWORD_LOCK_TIME: '1',
    });
    expect(isLocked).toBe(false);
    expect(defaultRoles).toBe('`r`@`%`');
  });

  it('is read with the lifetime that MariaDB tells of an expired password in a line of its own', () => {
    const { options, isLocked } = parseAttributes([
      "CREATE USER `app`@`%` IDENTIFIED BY PASSWORD '*AB' WITH MAX_STATEMENT_TIME 1.500000 ACCOUNT LOCK PASSWORD EXPIRE",
      'ALTER USER `app`@`%` PASSWORD EXPIRE INTERVAL 5 DAY',
    ]);
    expect(Object.fromEntries(options)).toEqual({
      MAX_STATEMENT_TIME: '1.500000',
      'PASSWORD EXPIRE': 'INTERVAL 5 DAY',
    });
    expect(isLocked).toBe(true);
  });

  it('is changed by as few clauses as it takes, and what is gone by its default', () => {
    const some = parseAttributes([
      'CREATE USER `app`@`%` REQUIRE X509 WITH MAX_USER_CONNECTIONS -1 PASSWORD EXPIRE NEVER FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME UNBOUNDED',
    ]);
    expect(changedClauses(some, some)).toEqual([]);
    expect(changedClauses(none, none)).toEqual([]);
    expect(changedClauses(some, none)).toEqual([
      'REQUIRE X509',
      'WITH MAX_USER_CONNECTIONS -1',
      'PASSWORD EXPIRE NEVER',
      'FAILED_LOGIN_ATTEMPTS 3',
      'PASSWORD_LOCK_TIME UNBOUNDED',
    ]);
    expect(changedClauses(none, some)).toEqual([
      'REQUIRE NONE',
      'WITH MAX_USER_CONNECTIONS 0',
      'PASSWORD EXPIRE DEFAULT',
      'FAILED_LOGIN_ATTEMPTS 0',
      'PASSWORD_LOCK_TIME 0',
    ]);
  });
});
