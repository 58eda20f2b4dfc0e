import { describe, expect, it } from 'vitest';
import { parseAttributes } from '../../../../shared/services/mysql/rights/attributes.ts';
import { inexpressible } from '../../../../shared/services/mysql/rights/expressible.ts';
import { parseGrants } from '../../../../shared/services/mysql/rights/parse-grants.ts';

const account = { user: 'app', host: '%' };
const usual = 'CREATE USER `app`@`%` REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK';
const rightsOf = (grants: readonly string[], created = usual, text = '{}') => ({
  grants: parseGrants(grants, account),
  attributes: parseAttributes([created]),
  description: { text, keys: [] },
});
const inShop = new Map([['shop', 'ReadWrite']]);
const grants = [
  'GRANT PROCESS, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `app`@`%`',
  'GRANT SELECT, INSERT, TRIGGER ON `shop`.* TO `app`@`%`',
];

describe('rights that the API of RDS cannot give', () => {
  it('are none where each comes from a right in a database', () => {
    expect(inexpressible(rightsOf(grants), inShop)).toEqual([]);
  });

  it('are none where a database is written as a pattern', () => {
    const rights = rightsOf(['GRANT SELECT ON `my\\_shop`.* TO `app`@`%`']);
    expect(inexpressible(rights, new Map([['my_shop', 'ReadOnly']]))).toEqual([]);
  });

  it.each([
    ['a server-wide right', 'GRANT RELOAD ON *.* TO `app`@`%`', 'RELOAD'],
    ['a right in a database that RDS does not list', 'GRANT SELECT ON `crm`.* TO `app`@`%`', '`crm`'],
    ['a right on a table', 'GRANT SELECT ON `shop`.`orders` TO `app`@`%`', '`orders`'],
    ['a right on a column', 'GRANT SELECT (`id`) ON `shop`.`orders` TO `app`@`%`', '`id`'],
    ['a right on a procedure', 'GRANT EXECUTE ON PROCEDURE `shop`.`close` TO `app`@`%`', '`close`'],
    ['a grant option', 'GRANT SELECT ON `shop`.* TO `app`@`%` WITH GRANT OPTION', 'grant option'],
    ['a role', 'GRANT `clerk`@`%` TO `app`@`%`', '`clerk`'],
    [
      'a privilege of MySQL 8',
      'GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO `app`@`%`',
      'APPLICATION_PASSWORD_ADMIN',
    ],
  ])('are told: %s', (_, grant, word) => {
    const found = inexpressible(rightsOf([...grants, grant]), inShop);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(word);
  });

  it('are told where RDS lists the rights as Custom', () => {
    expect(inexpressible(rightsOf(grants), new Map([['shop', 'Custom']]))).toEqual([
      'the API of RDS cannot give "Custom" in shop',
    ]);
    expect(inexpressible(undefined, new Map([['shop', 'Custom']]))).toHaveLength(1);
  });

  it.each([
    ['a demand of TLS', usual.replace('REQUIRE NONE', 'REQUIRE SSL'), 'REQUIRE SSL'],
    ['a limit', usual.replace('PASSWORD', 'WITH MAX_USER_CONNECTIONS 3 PASSWORD'), 'MAX_USER_CONNECTIONS 3'],
  ])('are told: %s', (_, created, clause) => {
    expect(inexpressible(rightsOf(grants, created), inShop)).toEqual([expect.stringContaining(clause)]);
  });

  it('are told: a comment', () => {
    expect(inexpressible(rightsOf(grants, usual, '{"comment": "x"}'), inShop)).toHaveLength(1);
  });
});
