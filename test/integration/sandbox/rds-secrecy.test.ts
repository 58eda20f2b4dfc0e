import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { instanceOn, startRds } from '../../support/sandbox/with-rds.ts';
import { engines } from '../../support/servers/running.ts';
import { lengthOf, readFrom } from '../../support/stand/server-log.ts';

const passwords = ['Canary-0f-Create', 'Canary-0f-Reset1'] as const;

describe.each(engines('mysql', 'mariadb', 'postgresql'))('a password on $engine', (server) => {
  it('is in no answer, no audit record and no log of the server', async () => {
    await using running = await startRds(server);
    const start = await lengthOf(server.log);
    const answers = [
      await running.create({ AccountPassword: passwords[0] }),
      await running.create({ AccountPassword: passwords[0] }),
      await running.call('ResetAccountPassword', running.on({ AccountPassword: passwords[1] })),
      await running.call(
        'ResetAccountPassword',
        running.on({ AccountPassword: `${passwords[1]}${'x'.repeat(32)}` }),
      ),
      await running.described(),
    ];
    expect(await running.accepts(passwords[1])).toBe(true);
    const log = await readFrom(server.log, start);
    expect(log).toContain(running.AccountName);
    const shown = `${inspect(answers, { depth: 9 })}${inspect(running.sandbox, { depth: 9 })}${log}`;
    for (const password of passwords) expect(shown).not.toContain(password);
  });

  it('is in no warning where a delayed change fails', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(inspect(warning));
    process.on('warning', listen);
    try {
      const switches = { rdsChangeDelay: 3_600_000 };
      await using running = await startRds(server, { switches });
      await running.create({ AccountPassword: passwords[0] });
      await running.createBySql();
      running.clock.pass(3_600_000);
      await running.described();
      await expect.poll(() => warnings.join()).toContain(running.AccountName);
    } finally {
      process.off('warning', listen);
    }
    expect(warnings.join()).not.toContain(passwords[0]);
  });

  it('of the admin is in no answer where the server rejects it', async () => {
    await using running = await startRds(server);
    const AdminPassword = 'Canary-0f-Admin1';
    running.sandbox.rdsInstances.place({ ...instanceOn(server), AdminPassword });
    const answer = await running.create();
    expect(answer).toMatchObject({ failed: 'Database.ConnectError' });
    expect(inspect([answer, running.sandbox], { depth: 9 })).not.toContain(AdminPassword);
  });
});
