import { describe, expect, it } from 'vitest';
import { plan } from '../../../../shared/engine/operations/plan.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret } from '../../../support/engine/engine.ts';

async function notesOf(fields: object): Promise<string> {
  const { store, ports } = engine({ tags: { 'rotation:schedule': 'rate(30 days)' } });
  const value = { host: 'model', password: 'first', ...fields };
  store.plant(secret, {
    version: VersionId.parse('v0'),
    value: new Sensitive(JSON.stringify(value)),
    tags: { 'rotation:type': 'model' },
  });
  return (await plan(ports, secret)).Plan?.Notes.join('\n') ?? '';
}

describe('a plan', () => {
  it('names the fields that are no strings, and who cannot read them', async () => {
    const notes = await notesOf({ Port: 61_234, Replica: true, Zone: 'canary' });
    expect(notes).toMatch(/^Port, Replica: .*external-secrets.*dataFrom\.extract.*CSI.*jmesPath/m);
    expect(notes).not.toMatch(/61234|canary|Zone/);
  });

  it('has nothing to say of a value that holds strings alone', async () => {
    expect(await notesOf({ Port: '5432' })).not.toMatch(/external-secrets/);
  });
});
