import { expect, it } from 'vitest';
import { Busy, PrivilegeMissing } from '../../../../shared/engine/rotation/errors.ts';
import { usersOf } from '../../../../shared/engine/rotation/logged-in-users.ts';
import { RotationSession } from '../../../../shared/engine/rotation/rotation-session.ts';
import type { LoggedIn } from '../../../../shared/engine/rotation/service.ts';
import { readSubject } from '../../../../shared/engine/rotation/subject.ts';
import { engine, secret } from '../../../support/engine/engine.ts';

/** What is told of the current value, where the service answers so. */
async function told(sessions: (() => Promise<readonly LoggedIn[]>) | undefined) {
  const { ports } = engine();
  const open: typeof ports.type.open = async (access) => {
    const service = await ports.type.open(access);
    return sessions === undefined ? service : { ...service, sessions: { list: sessions } };
  };
  const observed = { ...ports, type: { ...ports.type, open } };
  await using session = await RotationSession.open(observed, await readSubject(observed, secret));
  return await usersOf(session, session.current.value);
}

it('nothing is told where a service keeps no sessions', async () => {
  expect(await told(undefined)).toBeUndefined();
});

it('who is logged in is told with what the service knows of them', async () => {
  const sessions = [
    { account: 'app', from: '10.0.0.7', count: 3, since: 0 },
    { account: 'app', from: undefined, count: 1, since: undefined },
  ];
  expect(await told(async () => sessions)).toStrictEqual([
    { Account: 'app', From: '10.0.0.7', Sessions: 3, Since: '1970-01-01T00:00:00.000Z' },
    { Account: 'app', Sessions: 1 },
  ]);
});

it('why they cannot be seen is told in words', async () => {
  const denied = async () => Promise.reject(new PrivilegeMissing('app', 'see sessions', 'grant process'));
  expect(await told(denied)).toContain('grant process');
});

it('any other failure is passed on', async () => {
  const busy = new Busy('the service', 'it restarts');
  await expect(told(async () => Promise.reject(busy))).rejects.toBe(busy);
});
