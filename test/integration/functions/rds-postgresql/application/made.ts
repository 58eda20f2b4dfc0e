import type { Query } from '../../../../support/stand/login.ts';

/**
 * What an application has made and been given before its account is ever rotated. `admin` is a superuser in the database of
 * the account; `app` is the account itself, whose name the database has too.
 */
export async function makeApplication(app: string, admin: Query, own: Query): Promise<void> {
  for (const text of given(app)) await admin(text);
  for (const text of owned(app)) await own(text);
}

const given = (app: string) => [
  `create schema authorization ${app}`,
  `grant usage, create on schema public to ${app}`,
  `create role ${app}_readers; grant ${app}_readers to ${app}; grant pg_monitor to ${app}`,
  `create role ${app}_audit; create schema ${app}_elsewhere`,
  'create table public.lent (a int, b int, c int); insert into public.lent values (1, 2, 3)',
  `grant select on public.lent to ${app}`,
  'create table public.columns (shown int, hidden int); insert into public.columns values (1, 2)',
  `grant select (shown), update (shown) on public.columns to ${app}`,
  `create table public.by_group (a int); grant select on public.by_group to ${app}_readers`,
  `create table public.guarded (owner text, note text); alter table public.guarded enable row level security`,
  `grant all on public.guarded to ${app}`,
  'create policy own on public.guarded using (owner = current_user) with check (owner = current_user)',
  `insert into public.guarded values ('${app}', 'mine'), ('postgres', 'theirs')`,
  `create table public.for_role (a int); alter table public.for_role enable row level security`,
  `create policy by_role on public.for_role to ${app} using (true); insert into public.for_role values (1)`,
  `grant select on public.for_role to ${app}`,
  `create function public.asked() returns text language sql security definer as 'select session_user <> current_user'`,
  `create function public.who() returns text language sql as 'select current_user::text'`,
  `create sequence public.numbers; grant usage on sequence public.numbers to ${app}`,
  `create foreign data wrapper ${app}_wrapper; create server ${app}_server foreign data wrapper ${app}_wrapper`,
  `grant usage on foreign server ${app}_server to ${app}`,
  `create publication ${app}_others`,
  'create table public.granted_later (); create table public.revoked_later (); create table public.second_only ()',
  `grant select on public.revoked_later to ${app}`,
  `alter role ${app} set work_mem to '5MB'`,
  `alter role ${app} set timezone to 'Asia/Shanghai'`,
  `alter role ${app} set datestyle to 'SQL, DMY'`,
  `alter role ${app} set search_path to "$user", public`,
  `alter role ${app} in database ${app} set statement_timeout to '59s'`,
  `alter role ${app} connection limit 90`,
  `alter role ${app} valid until '2099-01-01 00:00:00+00'`,
];

const owned = (app: string) => [
  'create table orders (id serial primary key, made_by text default current_user, note text)',
  `insert into orders (note) values ('first')`,
  'create table forced (owner text default current_user); alter table forced enable row level security',
  'alter table forced force row level security; create policy own on forced using (owner = current_user)',
  `insert into forced default values`,
  'create view seen as select id, note from orders',
  'create materialized view kept as select count(*) as n from orders',
  'create sequence own_numbers',
  "create type mood as enum ('good'); create domain positive as int check (value > 0)",
  `create function one() returns int language sql as 'select 1'`,
  `create function definer() returns text language sql security definer as 'select current_user::text'`,
  `create function touched() returns trigger language plpgsql as 'begin new.note := current_user; return new; end'`,
  'create table triggered (note text); create trigger touch before insert on triggered for each row execute function touched()',
  `create collation own_collation from "C"; create text search configuration own_search (copy = simple)`,
  'create statistics own_statistics (dependencies) on id, note from orders',
  `create aggregate total (int) (sfunc = int4pl, stype = int)`,
  `create publication ${app}_own for table orders`,
  'select lo_create(0)',
  `alter default privileges in schema ${app} grant select on tables to ${app}_readers`,
  `grant select on orders to ${app}_readers`,
  'create table parted (a int) partition by range (a); create table parted_one partition of parted for values from (0) to (9)',
];
