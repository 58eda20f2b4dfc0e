/**
 * Heads every query of rights: the roles whose rights are compared, bound as one array of names. A right is a
 * row with
 *
 * | column | is                                                                                       |
 * |--------|------------------------------------------------------------------------------------------|
 * | holder | who has it                                                                               |
 * | key    | the same for the same right of another holder                                            |
 * | label  | what messages call it; no value of a setting                                             |
 * | give   | the statement that gives it, as the texts before and after the holder's name; null when  |
 * |        | it cannot be given from here                                                             |
 * | take   | the one that takes it away, likewise; a single text does without the name                |
 * | fix    | the one that lets an admin do either, around the admin's name                            |
 * | acting | the role to act as when taking it, where that is not the one the server would choose     |
 * | mayGive, mayTake | whether the session's own role may do so, once it has the rights of the holders        |
 * | shared | whether the owning role needs it as well, since the accounts' sessions act as that role   |
 */
export const holders = `
with holders as (
  select oid, rolname
  from pg_roles
  where rolname = any($1::name[])
),
actors as (
  select oid, rolname, rolsuper
  from pg_roles
  where rolname = session_user
     or oid in (select oid from holders)
)
`;

/** Whether the acting role, or a holder whose rights it gets, has those of another role. */
export function hasRightsOf(role: string): string {
  return `exists (select from actors where pg_has_role(actors.oid, ${role}, 'usage'))`;
}

/** Whether one of them may name what is in a schema at all. */
export function entersSchema(schema: string): string {
  return `exists (select from actors where has_schema_privilege(actors.oid, ${schema}, 'usage'))`;
}

export const isSuperuser = '(select rolsuper from pg_roles where rolname = session_user)';
