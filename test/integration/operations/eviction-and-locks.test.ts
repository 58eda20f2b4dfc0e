import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { families } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { type Login, login, type Query, session } from '../../support/stand/login.ts';
import { evict } from '../../support/stand/rotate.ts';
import { prepare, settings } from '../../support/stand/settings.ts';

const uses = ['secret-rotation', 'secret-eviction'];

/** As the product takes its locks, which anybody can read in its source. */
function taking({ engine }: ServerAddress, account: string, use: string): string {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return engine === 'postgresql'
    ? `select pg_advisory_lock(${digest(`${use} ${account}`).readBigInt64BE()})`
    : `select get_lock('${use}-${digest(account).toString('hex').slice(0, 40)}', 600)`;
}

/** Milliseconds until he tries anew. */
const pause = exhaustive ? 5 : 20;

/** Somebody with a leaked value, who holds a lock of the product, and waits for it again whenever he is thrown out. */
class Holder implements AsyncDisposable {
  readonly #work: Promise<unknown>[] = [];
  #isOver = false;
  isIn = 0;

  /** Resolves once a session has the lock, or waits for it. */
  hold(server: ServerAddress, leaked: Login, statement: string): Promise<void> {
    return new Promise((begun) => {
      this.#work.push(this.#goOn(server, leaked, statement, begun));
    });
  }

  async #goOn(server: ServerAddress, leaked: Login, statement: string, begun: () => void): Promise<void> {
    while (!this.#isOver)
      await session(server, leaked, (query) => this.#stay(query, statement, begun)).catch(() => sleep(pause));
  }

  async #stay(query: Query, statement: string, begun: () => void): Promise<void> {
    this.isIn += 1;
    try {
      setTimeout(begun, 200);
      await query(statement);
      // So that it is seen when the session was ended.
      while (!this.#isOver) {
        await query('select 1');
        await sleep(20);
      }
    } finally {
      this.isIn -= 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#work);
  }
}

/** Sessions of the thief for each lock. On MySQL nobody sees who waits for one, so that all of many have to be ended. */
const few = 2;
const many = exhaustive ? 12 : 6;
const crowds = (engine: string) => (exhaustive ? [few, many] : [engine === 'postgresql' ? few : many]);

const cases = settings
  .filter(({ strategy }) => strategy !== 'alternating-users')
  .flatMap((setting) =>
    families(setting.engine).flatMap((server) =>
      crowds(setting.engine).map((crowd) => ({ ...setting, setting, server, crowd })),
    ),
  );

describe.concurrent.each(cases)(
  'an emergency on $engine, $strategy by $actor',
  ({ server, setting, crowd }) => {
    it(`takes the locks from a thief who holds them, and waits for each in ${crowd} sessions`, async ({
      expect,
    }) => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      const { secret, account } = await prepare(cloud, server, setting);
      const leaked = await currentLogin(cloud, secret);
      await using thief = new Holder();
      for (const use of Array.from({ length: crowd }, () => uses).flat())
        await thief.hold(
          server,
          { user: leaked.user, password: leaked.password },
          taking(server, account.user, use),
        );
      expect(await evict(cloud, setting.type, secret)).toMatchObject({ Outcome: 'evicted' });
      await expect.poll(() => thief.isIn).toBe(0);
      expect(await login(server, leaked)).toBeDefined();
      expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
    });
  },
);
