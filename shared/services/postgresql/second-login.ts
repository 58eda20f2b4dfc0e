import type { Session } from './connector.ts';
import { adminOption, type Names, type Pair, unfit } from './pair.ts';
import { identifier, literal } from './quoting.ts';
import type { Role, Setting } from './roles.ts';
import { markStatement } from './second-account.ts';

/** One difference between the second login and the first account. */
export interface Difference {
  /** The name of the difference, without a value. */
  readonly label: string;
  readonly statement: string;
  /** Another role that may run the statement, if the acting one may not. */
  readonly otherwise?: string;
}

/**
 * Lists the differences between the second login and the first account, apart from the password. The second login is a
 * member that acts as the first account from the start. The server reads settings, session limit, expiry and the right
 * to replicate from the login, so these are copied. Rights, ownership and memberships belong to the first account.
 */
export function differences({ names, release, actor, first, second }: Pair): readonly Difference[] {
  const alter = `alter role ${identifier(names.second)}`;
  const found: Difference[] = [];
  if (!second?.isMember) {
    const options = release.major < 16 ? '' : ' with inherit true, set true';
    found.push({
      label: `the membership of ${names.second} in ${names.first}`,
      statement: `grant ${identifier(names.first)} to ${identifier(names.second)}${options}`,
    });
  }
  if ((second?.limit ?? -1) !== first.limit)
    found.push({ label: 'the connection limit', statement: `${alter} connection limit ${first.limit}` });
  if ((second?.until ?? 'infinity') !== first.until)
    found.push({ label: 'the expiry', statement: `${alter} valid until ${literal(first.until)}` });
  if ((second?.replicates ?? false) !== first.replicates) {
    const what = first.replicates ? 'replication' : 'noreplication';
    const may = actor.superuser || (release.major >= 16 && actor.replicates);
    found.push({
      label: 'the right to replicate',
      statement: `${alter} ${what}`,
      ...(may ? {} : { otherwise: 'a superuser' }),
    });
  }
  return [...found, ...settingsOf(names, first, second)];
}

function settingsOf(names: Names, first: Role, second: Role | undefined): Difference[] {
  const alter = `alter role ${identifier(names.second)}`;
  const wanted = byPlace(first.settings);
  if (!wanted.has('role')) wanted.set('role', ownRole(first));
  const there = byPlace(second?.settings ?? []);
  const changed = [...wanted].filter(([key, { stored }]) => there.get(key)?.stored !== stored);
  const gone = [...there].filter(([key]) => !wanted.has(key));
  const difference = ({ place, name, mayGive }: Setting, statement: string): Difference => ({
    label: `the setting ${place}${name}`,
    statement: `${alter} ${place}${statement}`,
    ...(mayGive ? {} : { otherwise: 'a superuser' }),
  });
  return [
    ...changed.map(([, setting]) => difference(setting, `set ${setting.name} to ${setting.value}`)),
    ...gone.map(([, setting]) => difference(setting, `reset ${setting.name}`)),
  ];
}

function byPlace(settings: readonly Setting[]): Map<string, Setting> {
  return new Map(settings.map((one) => [`${one.place}${one.plain}`, one]));
}

function ownRole({ name }: Role): Setting {
  return {
    place: '',
    database: null,
    plain: 'role',
    name: 'role',
    stored: name,
    value: literal(name),
    mayGive: true,
  };
}

/** Returns the role as which a session works that nobody has configured. */
export async function actingAs(session: Session): Promise<string> {
  const [seen] = await session.query<{ role: string }>('select current_user::pg_catalog.text as role');
  return seen?.role ?? '';
}

/** Throws StrategyUnavailable if only somebody else may copy one of the differences. */
export function refuseUncopied(pair: Pair): void {
  const [found] = differences(pair).filter(({ otherwise }) => otherwise !== undefined);
  if (found)
    throw unfit(
      `${found.label} of ${pair.names.first} can be copied to ${pair.names.second} only by ${found.otherwise}; remove it from ${pair.names.first}, or use the tag rotation:strategy single-user`,
    );
}

/** Makes the second login if it does not exist, and copies the differences to it. Called inside a transaction. */
export async function levelSecond(session: Session, pair: Pair): Promise<void> {
  const { names, actor, release, second } = pair;
  const login = identifier(names.second);
  if (!second) {
    const fix = `alter role ${identifier(actor.name)} createrole`;
    await session.run(`create role ${login} login`, { what: 'create roles', fix });
    await session.run(markStatement(names.second, names.first));
  }
  const needs = {
    what: `alter ${login}`,
    fix: adminOption(second ? names.second : names.first, actor, release.major),
  };
  for (const { statement } of differences(pair)) await session.run(statement, needs);
}
