import { describe, expect, it } from 'vitest';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { findPeer, type Resolve } from '../../../../shared/services/webhook/peer.ts';

const secret = SecretId.parse('test/webhook');

const resolvesTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const find = (
  address: string,
  hosts: readonly string[] = [],
  resolve: Resolve = resolvesTo('93.184.215.14'),
) => findPeer({ secret, address, hosts, resolve, signal: new AbortController().signal });

describe('an address of a webhook', () => {
  it.each([
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'https://127.9.9.9/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://100.127.255.254/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::808:808]/',
    'https://[2001:db8::1]/',
    'https://[fc00::1]/',
    'https://[fd12:3456::1]/',
  ])('%s is inside the network, and called only if it is named', async (address) => {
    await expect(find(address)).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('ROTATION_WEBHOOK_HOSTS'),
    });
    if (address.startsWith('https:'))
      await expect(find(address, [new URL(address).hostname])).resolves.toBeDefined();
  });

  it.each([
    ['http://hooks.example/', 'must use https'],
    ['http://93.184.215.14/', 'must use https'],
    ['ftp://hooks.example/', 'must be an address'],
    ['hooks.example', 'must be an address'],
    ['https://user:canary@hooks.example/', 'must not have a user or a password'],
  ])('%s is none', async (address, message) => {
    await expect(find(address)).rejects.toThrow(message);
    await expect(find(address)).rejects.not.toThrow(/canary/);
  });

  it('is judged by what its name resolves to, each of it', async () => {
    await expect(find('https://hooks.example/', [], resolvesTo('10.1.2.3'))).rejects.toThrow(/10\.1\.2\.3/);
    await expect(find('https://a.example/', [], resolvesTo('93.184.215.14', '::1'))).rejects.toThrow(
      /never called/,
    );
    await expect(
      find('https://a.example/', [], resolvesTo('2606:2800::1', '93.184.215.14')),
    ).resolves.toMatchObject({
      addresses: [{ address: '2606:2800::1' }, { address: '93.184.215.14' }],
    });
    await expect(find('https://a.example/', [], resolvesTo())).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('inside the network is called where the operator has named exactly it', async () => {
    const inside = resolvesTo('10.0.0.7');
    for (const named of ['hooks.internal', 'hooks.internal:443'])
      await expect(find('https://hooks.internal/', [named], inside)).resolves.toBeDefined();
    for (const named of ['internal', 'hooks.internal:8443', 'hooks.internal.example', '10.0.0.7'])
      await expect(find('https://hooks.internal/', [named], inside)).rejects.toThrow(/not among/);
    await expect(find('http://hooks.internal/', ['hooks.internal'], inside)).rejects.toThrow(/https/);
    await expect(find('http://127.0.0.1:8080/', ['127.0.0.1:8080'])).resolves.toBeDefined();
  });

  it('on the public network is not called where the operator has named others', async () => {
    await expect(find('https://attacker.example/', ['hooks.example'])).rejects.toThrow(/not among/);
  });

  it('that is not resolved is unreachable', async () => {
    const failing = () => Promise.reject(new Error('ENOTFOUND'));
    await expect(find('https://hooks.example/', [], failing)).rejects.toMatchObject({ code: 'unreachable' });
    const hanging = () => new Promise<never>(() => {});
    const signal = AbortSignal.timeout(50);
    await expect(
      findPeer({ secret, address: 'https://hooks.example/', hosts: [], resolve: hanging, signal }),
    ).rejects.toMatchObject({ code: 'unreachable' });
  });
});
