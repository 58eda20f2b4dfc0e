import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { formatState, type State } from '../../../../functions/access-key/state.ts';
import { seal } from '../../../../shared/engine/rotation/sealed-state.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { retire, rotate } from '../../../support/stand/rotate.ts';
import { tagOf } from '../../../support/stand/status.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { Timepiece } from '../../../support/stand/timepiece.ts';
import { keysOf, prepareKey, type ReadyKey } from './subjects.ts';

const type = 'access-key';
const hour = 3_600_000;
const Made = z.object({ AccessKey: z.object({ AccessKeyId: z.string() }) });

let cloud: Cloud;
let key: ReadyKey;
let clock: Timepiece;

beforeEach(async () => {
  clock = new Timepiece();
  cloud = await startCloud(undefined, { clock });
  key = await prepareKey(cloud);
});
afterEach(() => cloud[Symbol.asyncDispose]());

const states = async () => (await keysOf(cloud, key.user)).map(({ Status }) => Status);
const idOf = async (version?: string): Promise<string> =>
  JSON.parse(await storedValue(cloud, key.secret, version)).AccessKeyId;
const write = (state: string) => cloud.tag(key.secret, { 'rotation:state': state });
const written = async () => (await tagOf(cloud, key.secret, 'rotation:state')) ?? '';
const sealedBy = async (note: State, version: string, value?: string) =>
  seal(formatState(note), {
    secret: SecretId.parse(key.secret),
    version: VersionId.parse(version),
    value: new Sensitive(value ?? (await storedValue(cloud, key.secret))),
  });

/** Writes of the same state: as it is, with a mac of nothing, and sealed by a value that a stranger knows. */
const forgeries: readonly [string, (note: State) => Promise<string>][] = [
  ['without a mac', async (note) => formatState(note)],
  ['with a mac of nothing', async (note) => `${formatState(note)}/mac=${'A'.repeat(22)}`],
  ['sealed by a value of their own', (note) => sealedBy(note, 'v0', '{"AccessKeyId":"x"}')],
  ['sealed by no version there is', (note) => sealedBy(note, 'v9')],
];

describe.each(forgeries)('a state that a stranger wrote by hand, %s', (_, forge) => {
  it('has no key of somebody else deleted', async () => {
    const { AccessKey } = Made.parse(await cloud.ram('CreateAccessKey', { UserName: key.user }));
    await write(
      await forge({
        kind: 'issuing',
        from: clock.now() - hour,
        until: clock.now() - 1,
        known: [await idOf()],
      }),
    );
    await expect(rotate(cloud, type, key.secret, { clock })).rejects.toMatchObject({ code: 'no-room' });
    expect((await keysOf(cloud, key.user)).map(({ AccessKeyId }) => AccessKeyId)).toContain(
      AccessKey.AccessKeyId,
    );
    expect(await states()).toEqual(['Active', 'Active']);
  });

  it('has a disabled key not deleted before it lay so for the idle period', async () => {
    await rotate(cloud, type, key.secret, { clock });
    clock.pass(25 * hour);
    expect(await retire(cloud, type, key.secret, { clock })).toMatchObject({ Outcome: 'retiring' });
    await write(await forge({ kind: 'disabled', key: await idOf('v0'), at: clock.now() - 48 * hour }));
    clock.pass(hour);
    expect(await retire(cloud, type, key.secret, { clock })).toMatchObject({ Outcome: 'retiring' });
    expect(await states()).toEqual(['Inactive', 'Active']);
  });

  it('has a key that is used neither disabled nor deleted', async () => {
    const old = await storedValue(cloud, key.secret);
    await rotate(cloud, type, key.secret, { clock });
    clock.pass(25 * hour);
    await key.logIn(old);
    await write(await forge({ kind: 'disabled', key: await idOf('v0'), at: 0 }));
    expect(await retire(cloud, type, key.secret, { clock })).toMatchObject({ Outcome: 'kept' });
    expect(await states()).toEqual(['Active', 'Active']);
  });
});

it('the state that the function wrote is believed: the same deed is done by it', async () => {
  await rotate(cloud, type, key.secret, { clock });
  clock.pass(25 * hour);
  await retire(cloud, type, key.secret, { clock });
  expect(await written()).toMatch(/^disabled\/key=\w+\/at=[a-z0-9]+\/mac=[\w-]{22}$/);
  clock.pass(25 * hour);
  expect(await retire(cloud, type, key.secret, { clock })).toMatchObject({ Outcome: 'retired' });
});
