import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { asAdmin, login } from '../../../support/stand/login.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';

const readme = await readFile(join(import.meta.dirname, '../../../../README.md'), 'utf8');
const [, chapter = ''] = /\*\*In your account\*\*.*?(```sql.*?)\n## /s.exec(readme) ?? [];
const blocks = (language: string) =>
  [...chapter.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
const [sql = ''] = blocks('sql');
const statements = sql
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');
const onMariadbOnly = '-- on MariaDB only';
const commands = blocks('sh').flatMap((text) => text.replaceAll('\\\n', ' ').trim().split(/\n\s*/));

/** Beside other tests on the same server, the names of the sample are these. */
const name = `readme${process.pid}`;
const adminPassword = 'Long-enough-1_a';
const renamed = (text: string) =>
  text
    .replace(/\b(dba|app|shop)\b/g, (word) => `${name}_${word}`)
    .replaceAll('choose-a-long-one', adminPassword);

describe.each(engines('mysql', 'mariadb'))('the README, for an account on $engine', (server) => {
  let cloud: Cloud;
  const database = renamed('shop');
  const account = renamed('app');
  const admin = renamed('dba');
  const first = 'First-of-the-readme-1';
  beforeAll(async () => {
    cloud = await startCloud(server.certificateAuthorityFile);
    await asAdmin(server, async (query) => {
      await query(`create database ${database}`);
      await query(`create user ${account} identified by '${first}'`);
      await query(`grant select, insert, update, delete on ${database}.* to ${account}`);
    });
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await asAdmin(server, async (query) => {
      await query(`drop database if exists ${database}`);
      await query(`drop user if exists ${account}, ${account}_rt, ${admin}`);
    });
  });

  const addressed = (text: string) => renamed(text).replace(/rm-….mysql.rds.aliyuncs.com/, server.host);
  const typed = (command: string) => {
    const [, , ...argv] = addressed(command).split(/\s+/);
    return rotator(
      { ...cloud, variables: { ...cloud.variables, FIRST: first, ADMIN: adminPassword } },
      ...argv,
      ...more(argv),
    );
  };
  /** The sandbox has another port, and nobody is there to be asked. */
  const more = ([verb, secret]: readonly string[]) => {
    if (verb !== 'adopt') return [];
    const variable = secret === renamed('shop/dba') ? 'ADMIN' : 'FIRST';
    return ['--port', `${server.port}`, '--password-from', `env:${variable}`, '--yes'];
  };

  it('has the statements for an admin, and four commands', () => {
    expect(statements).toHaveLength(4);
    expect(statements.filter((one) => one.includes(onMariadbOnly))).toHaveLength(1);
    expect(commands.map((command) => command.split(' ')[2])).toEqual(['adopt', 'adopt', 'rotate', 'status']);
  });

  it('leads to a secret that was rotated, by an admin with these rights alone', async () => {
    await asAdmin(server, async (query) => {
      for (const statement of statements)
        if (server.engine === 'mariadb' || !statement.includes(onMariadbOnly))
          await query(renamed(statement));
    });
    for (const command of commands) {
      const ended = await typed(command);
      expect(
        ended,
        `${command}
${ended.stdout}`,
      ).toMatchObject({ exitCode: 0, stderr: '' });
    }
    const { AccountName: user, AccountPassword: password } = JSON.parse(
      await storedValue(cloud, renamed('shop/app')),
    );
    expect(password).not.toBe(first);
    expect(await login(server, { user, password, database })).toBeUndefined();
  });
});
