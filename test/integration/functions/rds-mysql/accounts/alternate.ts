import { deepEqual, equal, ok } from 'node:assert/strict';
import { RotationError } from '../../../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../../../shared/services/database/database-secret.ts';
import { accountName, sql } from '../../../../../shared/services/mysql/quoting.ts';
import type { Query } from '../../../../support/stand/login.ts';
import type { Scene } from '../scene.ts';
import type { Field } from './field.ts';
import { type Life, type MadeAccount, type MadeEntry, type Trait, traitsOf } from './grammar.ts';
import { comparable, type Shown, show } from './shown.ts';

interface Stage {
  readonly field: Field;
  readonly scene: Scene;
  /** As the server's root. */
  readonly query: Query;
  readonly reads: boolean;
  readonly counts: Map<string, number>;
}

export const password = 'First-value-1';
const tags = { strategy: 'alternating-users' };

/**
 * The code by which an account is refused that cannot be copied. Of several obstacles the one that is told is:
 *
 * 1. On MariaDB, which has no marks: that no value of the current account logs in, so that nobody acts for it.
 * 2. How its entries log in, which is read with them.
 * 3. That nobody gets in from here: what its rights lack is worth mending only where somebody does.
 * 4. What the admin may not give, and may be allowed to.
 * 5. What nobody can give.
 *
 * MySQL has no account for the second: the first and the third are one for it.
 */
function expectedOf(account: MadeAccount, admin: Life['admin']): string {
  const all = traitsOf(account);
  const [first] = all;
  const has = (trait: Trait) => all.some((traits) => traits.has(trait));
  if (first?.has('certificate')) return 'refused';
  if (has('socket')) return 'strategy-unavailable';
  if (first?.has('locked') && !all.every((traits) => traits.has('locked'))) return 'refused';
  if (has('for-nobody') || (admin === 'limited' && has('for-full-admin'))) return 'privilege-missing';
  return has('gone') ? 'rights-differ' : 'identical';
}

/**
 * Lets two accounts take turns three times. Before each turn somebody has made the current one anew, with other rights
 * and options. After each the two are the same but for name and password; or nothing at all has been changed.
 */
export async function alternate(stage: Stage, { name, admin, states }: Life, nth: number): Promise<void> {
  const { field, scene, query, reads, counts } = stage;
  const first = `${name}${field.prefix.slice(2)}${nth.toString(36)}`;
  const names = [first, `${first}_rt`] as const;
  const acting = scene.value(password, field.admin(admin));
  let current = scene.value(password, first);
  let previous: DatabaseSecret | undefined;
  try {
    for (const state of states) {
      await remake(query, current, state);
      const expected = expectedOf(state, admin);
      const before = await everything(stage, names);
      if (reads) {
        await query('flush privileges');
        deepEqual(await everything(stage, names), before, 'the grammar draws what the server itself loses');
      }
      const opening = { current, admin: acting, tags, ...(previous === undefined ? {} : { previous }) };
      const outcome = await scene.rotate(opening).catch((error: unknown) => {
        if (error instanceof RotationError) return error;
        throw error;
      });
      const came = outcome instanceof RotationError ? outcome.code : 'identical';
      equal(came, expected, outcome instanceof RotationError ? outcome.message : 'it was copied');
      counts.set(came, (counts.get(came) ?? 0) + 1);
      const after = await everything(stage, names);
      if (outcome instanceof RotationError) {
        deepEqual(after, before, 'what is refused is left as it is');
        return;
      }
      const [own, twin] = [current.AccountName, outcome.AccountName];
      deepEqual(after.get(own), before.get(own), 'the current account is left as it is');
      compare(field, { user: own, entries: after.get(own) }, { user: twin, entries: after.get(twin) });
      [previous, current] = [current, outcome];
    }
  } finally {
    for (const [user, entries] of await everything(stage, names))
      for (const host of entries.keys()) await query(sql`drop user ${{ user, host }}`.reveal());
  }
}

type Entries = ReadonlyMap<string, Shown>;

async function everything(
  { query, field }: Stage,
  names: readonly string[],
): Promise<ReadonlyMap<string, Entries>> {
  const all = new Map<string, Entries>();
  for (const user of names) {
    const hosts = await query(
      sql`select host as host from mysql.user where user = ${user} order by host`.reveal(),
    );
    const entries = new Map<string, Shown>();
    for (const row of hosts) {
      const [host] = Object.values(row ?? {}).map(String);
      if (host !== undefined) entries.set(host, await show(query, field, user, host));
    }
    all.set(user, entries);
  }
  return all;
}

/** Somebody drops an account and makes it again with the password it had. */
async function remake(query: Query, value: DatabaseSecret, { entries }: MadeAccount): Promise<void> {
  const user = value.AccountName;
  const hosts = await query(sql`select host as host from mysql.user where user = ${user}`.reveal());
  for (const row of hosts) {
    const host = String(Object.values(row ?? {})[0]);
    await query(sql`drop user ${{ user, host }}`.reveal());
  }
  for (const entry of entries) await make(query, value, entry);
}

async function make(
  query: Query,
  value: DatabaseSecret,
  { host, identified, parts }: MadeEntry,
): Promise<void> {
  const it = accountName({ user: value.AccountName, host });
  const literal = sql`${value.AccountPassword}`.reveal();
  const fill = (text: string) => text.split('{it}').join(it).split('{password}').join(literal);
  await query(fill(`create user {it} ${identified}`));
  for (const statement of parts.flatMap(({ statements }) => statements))
    await query(fill(statement)).catch((cause) => {
      throw new Error(`the grammar is wrong: ${statement}`, { cause });
    });
}

interface Party {
  readonly user: string;
  readonly entries: Entries | undefined;
}

function compare(field: Field, { user, entries: own }: Party, { user: second, entries: twin }: Party): void {
  ok(own !== undefined && twin !== undefined);
  const isShut = [...own.values()].every(({ isLocked }) => isLocked);
  for (const [host, shown] of own) {
    const copy = twin.get(host);
    ok(copy !== undefined, `${host} is missing`);
    const wanted = comparable(field, shown, { user, host });
    deepEqual(comparable(field, copy, { user: second, host }), wanted);
    equal(copy.isLocked, shown.isLocked && !isShut, `the lock of ${host}`);
    equal(copy.isExpired, false, `${host} has no new password`);
  }
  for (const [host, { isLocked }] of twin) if (!own.has(host)) ok(isLocked, `${host} is not locked`);
}
