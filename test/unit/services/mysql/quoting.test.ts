import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { list, parseAccount, sql, verbatim } from '../../../../shared/services/mysql/quoting.ts';

describe('a statement', () => {
  it.each([
    ["o'clock", "'o''clock'"],
    ['back\\slash', "'back\\\\slash'"],
    ["\\' or 1=1 -- ", "'\\\\'' or 1=1 -- '"],
    ['zero\0byte', "'zero\\0byte'"],
    ['ünï😀 "quoted" `ticked` 100%;\n', `'ünï😀 "quoted" \`ticked\` 100%;\n'`],
  ])('holds the password %j as one literal', (password, literal) => {
    expect(sql`set ${new Sensitive(password)}`.reveal()).toBe(`set ${literal}`);
  });

  it.each([
    [{ user: 'app', host: '%' }, '`app`@`%`'],
    [{ user: 'a`b', host: '10.0.0.0/255.0.0.0' }, '`a``b`@`10.0.0.0/255.0.0.0`'],
    [{ user: "it's \\", host: '::1' }, "`it's \\`@`::1`"],
  ])('holds the account %j as one name', (account, name) => {
    expect(sql`drop user ${account}`.reveal()).toBe(`drop user ${name}`);
  });

  it('shows its passwords to nobody who prints it', () => {
    const clause = sql`identified by ${new Sensitive('Canary-1')}`;
    const statement = sql`alter user ${list([clause, verbatim('x')])}`;
    expect(`${statement} ${inspect(statement, { depth: 10 })} ${JSON.stringify(statement)}`).not.toContain(
      'Canary',
    );
    expect(String(statement)).toBe("alter user identified by '***',\n  x");
    expect([statement.secret, verbatim('x').secret]).toEqual([true, false]);
  });
});

it('an account is read from what current_user() answers, an @ in its name included', () => {
  expect(parseAccount('me@home@10.%')).toEqual({ user: 'me@home', host: '10.%' });
});
