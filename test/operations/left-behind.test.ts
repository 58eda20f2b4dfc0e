import { expect, it } from 'vitest';
import { Sensitive } from '../../shared/credentials/sensitive.ts';
import { plan } from '../../shared/operations/plan.ts';
import { retire } from '../../shared/operations/retire.ts';
import { VersionId } from '../../shared/rotation/store.ts';
import { engine, secret } from '../rotation/engine.ts';

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
    Reason: expect.stringContaining('left behind'),
  });
  expect(store.tagsOf(secret)['rotation:status']).toContain('/failures=0');
});

it('a plan is made all the same', async () => {
  const { ports } = await moved();
  expect(await plan(ports, secret)).toMatchObject({ Outcome: 'planned' });
});
