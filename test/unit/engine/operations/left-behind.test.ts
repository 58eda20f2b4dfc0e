import { expect, it } from 'vitest';
import { runEmergency } from '../../../../shared/engine/operations/emergency.ts';
import { plan } from '../../../../shared/engine/operations/plan.ts';
import { retire } from '../../../../shared/engine/operations/retire.ts';
import { rollback } from '../../../../shared/engine/operations/rollback.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret } from '../../../support/engine/engine.ts';

const id = (text: string) => VersionId.parse(text);

/** A secret whose current value somebody has moved to another server. */
async function moved() {
  const made = engine({ tags: { 'rotation:grace': '0m:accepted' } });
  await made.rotate('T1');
  const password = made.service.accepted[0] ?? '';
  const value = new Sensitive(JSON.stringify({ host: 'another', password }));
  made.store.overwrite(secret, id('by-hand'), value);
  made.store.label(secret, 'current', id('by-hand'));
  made.store.label(secret, 'previous', id('T1'));
  return made;
}

it('a retirement keeps the credential of a server that the secret has left behind, and says so', async () => {
  const { ports, store } = await moved();
  expect(await retire(ports, secret)).toMatchObject({
    Outcome: 'kept',
    Reason: expect.stringContaining('begins now'),
  });
  expect(await retire(ports, secret)).toMatchObject({
    Outcome: 'kept',
    Reason: expect.stringContaining('no longer uses'),
  });
  expect(store.tagsOf(secret)['rotation:status']).toContain('/failures=0');
});

it('a plan is made all the same', async () => {
  const { ports } = await moved();
  expect(await plan(ports, secret)).toMatchObject({ Outcome: 'planned' });
});

/** The same, with a rotation half done whose value is of the server that was left behind. */
async function halfDoneElsewhere() {
  const made = await moved();
  made.store.overwrite(secret, id('P'), new Sensitive('{"host":"gone","password":"never-set"}'));
  made.store.label(secret, 'pending', id('P'));
  return made;
}

it('a plan says that a pending value of another server keeps a rotation from going on', async () => {
  const { ports } = await halfDoneElsewhere();
  expect(await plan(ports, secret)).toMatchObject({
    Outcome: 'blocked',
    Plan: { Missing: [expect.stringMatching(/host of version P .* Remove its pending stage/)] },
  });
});

it('a rotation does not go on with such a value, and an emergency makes a new one', async () => {
  const { ports, store, service, rotate } = await halfDoneElsewhere();
  await expect(rotate('T2')).rejects.toMatchObject({ code: 'secret-malformed', aftermath: 'untouched' });
  expect(store.stagesOf(secret)).toMatchObject({ current: 'by-hand', pending: 'P' });
  const before = service.accepted;
  expect(await runEmergency(ports, { operation: 'emergency', secret, token: id('E1') })).toMatchObject({
    Evidence: {
      Replaced: expect.arrayContaining([{ VersionId: 'P', Stage: 'pending', Proof: 'elsewhere' }]),
    },
  });
  const { current, pending, versions } = store.stagesOf(secret);
  expect({ current, pending }).toEqual({ current: 'emergency-E1', pending: undefined });
  expect(versions).toEqual(['emergency-E1', 'P', 'by-hand', 'T1', 'v0']);
  expect(service.accepted[0]).not.toBe(before[0]);
});

it('a rollback leaves such a value behind, too', async () => {
  const { ports, store, rotate } = await moved();
  await rotate('T2');
  store.overwrite(secret, id('P'), new Sensitive('{"host":"gone","password":"never-set"}'));
  store.label(secret, 'pending', id('P'));
  expect(await rollback(ports, secret, undefined)).toMatchObject({ Outcome: 'rolled-back' });
  const { current = id('none'), pending, previous } = store.stagesOf(secret);
  expect({ pending, previous }).toEqual({ pending: undefined, previous: 'T2' });
  expect(store.valueOf(secret, current).equals(store.valueOf(secret, id('by-hand')))).toBe(true);
});

it('a rollback undoes what is half done although the previous value is of a server that was left behind', async () => {
  const { ports, store, step } = await moved();
  await step('createSecret', 'T2');
  await step('setSecret', 'T2');
  expect(await rollback(ports, secret, undefined)).toMatchObject({
    Outcome: 'rolled-back',
    VersionId: 'by-hand',
  });
  expect(store.stagesOf(secret)).toMatchObject({ current: 'by-hand', previous: 'T2', pending: undefined });
});
