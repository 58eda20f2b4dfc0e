import { describe, expect, it } from 'vitest';
import { configurationReader } from '../../../../shared/alibaba/secrets/configuration.ts';
import { noConfiguration } from '../../../../shared/engine/rotation/configuration.ts';
import { StoreDenied } from '../../../../shared/engine/rotation/errors.ts';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { MemoryStore } from '../../../support/engine/memory-store.ts';

const text = '{"probe":{"*":"select 1 from orders"}}';
const said = { ...noConfiguration, probe: { '*': 'select 1 from orders' } };
const { signal } = new AbortController();

function storeWith(value: string, interrupt: () => void = () => {}) {
  const store = new MemoryStore({ previousFollowsCurrent: true, interrupt: async () => interrupt() });
  store.plant(SecretId.parse('Config'), {
    version: VersionId.parse('v1'),
    value: new Sensitive(value),
    tags: {},
  });
  return store;
}

const named = readEnvironment({ ROTATION_CONFIGURATION_SECRET: 'Config' });

describe('the configuration of a function', () => {
  it('is that of the variable, and no call is made', async () => {
    const store = storeWith('{}');
    const environment = readEnvironment({ ROTATION_CONFIGURATION: text });
    expect(await configurationReader()(environment, store, signal)).toEqual(said);
    expect(store.calls).toEqual([]);
  });

  it('is none where neither variable is set', async () => {
    const store = storeWith(text);
    expect(await configurationReader()(readEnvironment({}), store, signal)).toEqual(noConfiguration);
    expect(store.calls).toEqual([]);
  });

  it('is read from the secret once an instance', async () => {
    const store = storeWith(text);
    const read = configurationReader();
    for (let invocation = 0; invocation < 3; invocation += 1)
      expect(await read(named, store, signal)).toEqual(said);
    expect(store.calls).toEqual(['readCurrent']);
    await configurationReader()(named, store, signal);
    expect(store.calls).toEqual(['readCurrent', 'readCurrent']);
  });

  it('is not that of another region, which has another secret of that name', async () => {
    const read = configurationReader();
    const elsewhere = readEnvironment({
      ROTATION_CONFIGURATION_SECRET: 'Config',
      ALIBABA_CLOUD_REGION_ID: 'cn-beijing',
    });
    await read(named, storeWith(text), signal);
    expect(await read(elsewhere, storeWith('{}'), signal)).toEqual(noConfiguration);
  });

  it('may not be given by both variables', async () => {
    const both = readEnvironment({ ROTATION_CONFIGURATION: text, ROTATION_CONFIGURATION_SECRET: 'Config' });
    await expect(configurationReader()(both, storeWith(text), signal)).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('only one of the variables ROTATION_CONFIGURATION and'),
    });
  });

  it('that is malformed is named by where it came from', async () => {
    await expect(configurationReader()(named, storeWith('{"probes":{}}'), signal)).rejects.toThrow(
      'the secret Config is malformed: probes is not known; did you mean probe?',
    );
    const environment = readEnvironment({ ROTATION_CONFIGURATION: '{' });
    await expect(configurationReader()(environment, storeWith(text), signal)).rejects.toThrow(
      'variable ROTATION_CONFIGURATION is malformed: it must be a JSON document',
    );
  });

  it('is in no secret that cannot be one, and the variable is named', async () => {
    const environment = readEnvironment({ ROTATION_CONFIGURATION_SECRET: 'not a secret' });
    await expect(configurationReader()(environment, storeWith(text), signal)).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('ROTATION_CONFIGURATION_SECRET'),
    });
  });

  it('that may not be read stops the function, and is asked for again by the next invocation', async () => {
    let denied = true;
    const store = storeWith(text, () => {
      if (denied) throw new StoreDenied('kms:GetSecretValue', 'Config', 'no policy allows it');
    });
    const read = configurationReader();
    await expect(read(named, store, signal)).rejects.toMatchObject({ code: 'store-denied' });
    denied = false;
    expect(await read(named, store, signal)).toEqual(said);
  });
});
