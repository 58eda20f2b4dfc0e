import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { ready } from '../../support/stand/database-subjects.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { functionCalls } from '../../support/stand/function-calls.ts';
import { asAdmin } from '../../support/stand/login.ts';
import { plan, rotate } from '../../support/stand/rotate.ts';
import { lengthOf, readFrom } from '../../support/stand/server-log.ts';
import { type Prepared, prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';
import { giveWrongValue } from '../../support/stand/wrong-value.ts';

const subjects = await subjectsUnderTest();
const cases = subjects.map((subject) => ({ subject, title: titleOf(subject) }));

/** Calls of the cloud that only look. */
const looks = /^(Get|List|Describe)/;

describe.each(cases)('a plan of $title', ({ subject }) => {
  it('tells strategy and statements, and changes nothing in store and service', async () => {
    await using cloud = await startCloud(subject.certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const { secret } = ready;
    const state = async () => [
      await stagesOf(cloud, secret),
      await ready.changes?.(),
      await ready.kept?.(),
      await storedValue(cloud, secret),
    ];
    for (const rotation of ['first', 'later'] as const) {
      const before = await state();
      const { length } = functionCalls(cloud);
      const refusals = await ready.watchRefusals();
      const result = await plan(cloud, subject.type, secret);
      const made = functionCalls(cloud)
        .slice(length)
        .map(({ eventName }) => eventName);
      expect(result, rotation).toMatchObject({ Outcome: 'planned', Strategy: subject.strategy });
      expect(
        made.filter((name) => !looks.test(name)),
        rotation,
      ).toEqual([]);
      expect(await refusals(), rotation).toBe(0);
      expect(await state(), rotation).toEqual(before);
      const { Statements = [], Missing, WindowMs } = result.Plan ?? {};
      expect(Statements.length > 0, rotation).toBe(subject.strategy !== 'none');
      expect(Missing).toEqual([]);
      if (subject.strategy === 'none' || subject.strategy === 'webhook') expect(WindowMs).toBeUndefined();
      else if (subject.dual) expect(WindowMs).toBe(0);
      else expect(WindowMs).toBeGreaterThan(0);
      const text = JSON.stringify(result);
      for (const part of ready.privateParts(await storedValue(cloud, secret)))
        expect(text).not.toContain(part);
      if (rotation === 'first') await rotate(cloud, subject.type, secret);
    }
  });
});

const databases = settings.flatMap((setting) => {
  const server = engines(setting.engine).at(-1);
  return server ? [{ ...setting, setting, server }] : [];
});

/** The first rotation makes the second account; where there is none, the two rotations send the same kinds of statements. */
const rotationsOf = ({ strategy }: Setting, index: number) =>
  (['first', 'later'] as const).filter(
    (_, at) => exhaustive || strategy === 'alternating-users' || at === index % 2,
  );
const shown = databases.map((one, index) => ({ ...one, rotations: rotationsOf(one.setting, index) }));

const changing = /^(create|alter|comment|grant|revoke|reassign|drop|set local|set password)\b/i;

/** Whatever was sent before is in the log once this is. */
async function flushed(server: ServerAddress): Promise<void> {
  const mark = `mark-${randomUUID()}`;
  const before = await lengthOf(server.log);
  await asAdmin(server, (query) => query(`select '${mark}'`));
  await expect.poll(() => readFrom(server.log, before)).toContain(mark);
}

/** What the sessions of a secret's accounts sent that changes anything, as the server's own log has it. */
async function changes({ server, account: { user }, logStart }: Prepared, from: number): Promise<string[]> {
  await flushed(server);
  const later = await readFrom(server.log, from);
  const texts =
    server.engine === 'postgresql'
      ? [...later.matchAll(/(?:statement|execute [^:]*): ([\s\S]*?)(?=\n\S*\d{4}-\d\d-\d\d |$)/gi)]
          .map(([, text = '']) => text)
          .filter((text) => text.includes(user))
      : queriesOf(later, threadsOf(await readFrom(server.log, logStart), user));
  return texts.filter((text) => changing.test(text)).map(plain);
}

const entry = /(\d+) (Query|Connect)\t([\s\S]*?)(?=\n[^\n]*\t\s*\d+ [A-Z][a-z]+|$)/g;

function threadsOf(log: string, user: string): ReadonlySet<string> {
  const entries = [...log.matchAll(entry)];
  return new Set(
    entries.flatMap(([, thread = '', what, text = '']) =>
      what === 'Connect' && text.startsWith(user) ? [thread] : [],
    ),
  );
}

function queriesOf(log: string, threads: ReadonlySet<string>): string[] {
  return [...log.matchAll(entry)].flatMap(([, thread = '', what, text = '']) =>
    what === 'Query' && threads.has(thread) ? [text] : [],
  );
}

/** Without values, and without each server's own ways of writing names and masks. */
function plain(statement: string): string {
  return statement
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<secret>|'SCRAM[^']*'|'\*[0-9A-F]{40}'|'\$A\$[^']*'|'\*\*\*'/g, '?')
    .replaceAll('\\"', '"')
    .replaceAll(/'(\w+)'@'(%|\w+)'/g, '`$1`@`$2`')
    .toLowerCase();
}

/** Calls of the last rotation that changed an account of RDS, as a plan writes them. */
function changesOfRds(cloud: Cloud): string[] {
  const made = functionCalls(cloud).filter(({ serviceName }) => serviceName === 'Rds');
  return made.flatMap(({ eventName, requestParameters }) => {
    if (eventName.startsWith('Describe')) return [];
    const { AccountName, DBInstanceId, DBName, AccountPrivilege } = requestParameters;
    const right = AccountPrivilege === undefined ? '' : `: ${AccountPrivilege} in ${DBName}`;
    return `rds:${eventName} ${AccountName} on ${DBInstanceId}${right}`.toLowerCase();
  });
}

describe.each(shown)('the statements planned for $engine, $strategy by $actor', (one) => {
  const { setting, server, rotations } = one;
  it.each(rotations)('are those that the %s rotation sends', async (rotation) => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await prepare(cloud, server, setting);
    const { secret, account } = prepared;
    if (rotation === 'later') await rotate(cloud, setting.type, secret);
    await flushed(server);
    const start = await lengthOf(server.log);
    const planned = await plan(cloud, setting.type, secret);
    expect(await changes(prepared, start)).toEqual([]);
    const middle = await lengthOf(server.log);
    cloud.sandbox.audit.clear();
    await rotate(cloud, setting.type, secret);
    const sent = setting.actor === 'rds-api' ? changesOfRds(cloud) : await changes(prepared, middle);
    expect(sent.length).toBeGreaterThan(0);
    const told = planned.Plan?.Statements.filter((one) => !/^(begin|commit)$/.test(one)) ?? [];
    const own = `\`${account.user}\`@\`%\``;
    expect(told.map((one) => plain(one).replace('user user()', `user ${own}`))).toEqual(sent);
  });
});

describe('a plan', () => {
  const find = (wanted: Partial<Setting>) => {
    const found = databases.find((one) =>
      Object.entries(wanted).every(([key, value]) => Reflect.get(one.setting, key) === value),
    );
    if (!found) throw new Error('no such setting');
    return found;
  };

  it('names the grant that is missing, and changes nothing', async () => {
    const { setting, server } = find({ engine: 'mysql', strategy: 'dual-password', actor: 'itself' });
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    await asAdmin(server, (query) =>
      query(`revoke application_password_admin on *.* from '${account.user}'@'%'`),
    );
    const result = await plan(cloud, setting.type, secret);
    expect(result.Outcome).toBe('blocked');
    expect(result.Plan?.Missing.join()).toContain(
      `grant application_password_admin on *.* to \`${account.user}\`@\`%\``,
    );
  });

  it('tells the next due time, and refuses a grace that is shorter than what clients cache', async () => {
    const { setting, server } = find({ engine: 'postgresql', actor: 'itself' });
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret } = await prepare(cloud, server, setting);
    await cloud.tag(secret, { 'rotation:schedule': 'every:30d', 'rotation:grace': '7h' });
    const quiet = await plan(cloud, setting.type, secret);
    expect(quiet.Plan?.NextDue).toMatch(/^20\d\d-/);
    await cloud.tag(secret, { 'rotation:grace': '6h' });
    await expect(plan(cloud, setting.type, secret)).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('6 h 10 min'),
    });
    await cloud.tag(secret, { 'rotation:grace': '6h:accepted' });
    expect(await plan(cloud, setting.type, secret)).toMatchObject({ Plan: { NextDue: quiet.Plan?.NextDue } });
  });

  it('tells that a pair is none where the other secret does not name this one', async () => {
    const { setting, server } = find({ engine: 'postgresql', actor: 'itself' });
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const [one, other] = [await prepare(cloud, server, setting), await prepare(cloud, server, setting)];
    await cloud.tag(one.secret, { 'rotation:pair': other.secret });
    const notes = async () => (await plan(cloud, setting.type, one.secret)).Plan?.Notes.join() ?? '';
    expect(await notes()).toContain(`does not name ${one.secret} or`);
    await cloud.tag(other.secret, { 'rotation:pair': one.secret });
    expect(await notes()).not.toContain('does not name');
    await cloud.tag(other.secret, { 'rotation:pair': 'no:name' });
    expect(await notes()).toContain(`does not name ${one.secret} or`);
    await cloud.tag(one.secret, { 'rotation:pair': 'not-there' });
    expect(await notes()).toContain('rotation:pair names not-there, which');
  });

  it('tries no value again that was refused at the door', async () => {
    const { setting, server } = find({ engine: 'mysql', strategy: 'dual-password', actor: 'itself' });
    await using cloud = await startCloud(server.certificateAuthorityFile, {
      switches: { previousFollowsCurrent: true },
    });
    const prepared = await prepare(cloud, server, setting);
    const one = ready(prepared);
    await giveWrongValue(cloud, one, 'ACSCurrent');
    const refusals = await one.watchRefusals();
    const result = await plan(cloud, setting.type, prepared.secret);
    expect(result.Outcome).toBe('planned');
    expect(result.Plan?.Notes.join()).toContain('the current value is refused');
    expect(await refusals()).toBe(1);
  });
});
