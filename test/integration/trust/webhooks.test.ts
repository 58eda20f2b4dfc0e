import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { findPeer, type Resolve } from '../../../shared/services/webhook/peer.ts';
import { signatureHeaders } from '../../../shared/services/webhook/signature.ts';
import { Scene } from '../functions/generic/scene.ts';
import { key, Receiver } from '../services/webhook/receiver.ts';
import { signatureCheck } from '../webhook-example/check-signature.ts';

const secret = SecretId.parse('shop/token');

const find = (address: string, hosts: readonly string[], resolve?: Resolve) =>
  findPeer({
    secret,
    address,
    hosts,
    signal: new AbortController().signal,
    resolve: resolve ?? ((host) => lookup(host, { all: true })),
  });

const leadsTo =
  (address: string): Resolve =>
  async () => [{ address, family: isIP(address.replace(/%.*/, '')) }];

/** Forms of what no receiver is behind, the address for metadata first of all. */
const never = [
  '100.100.100.200',
  '169.254.169.254',
  '169.254.0.1',
  '0.0.0.0',
  '0.1.2.3',
  '192.0.0.192',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::ffff:100.100.100.200',
  '::ffff:6464:64c8',
  '::ffff:0.0.0.0',
  '::ffff:169.254.169.254',
  '::100.100.100.200',
  '::127.0.0.1',
  '::10.0.0.7',
  '64:ff9b::100.100.100.200',
  '64:ff9b::127.0.0.1',
  '64:ff9b::10.0.0.7',
  '64:ff9b::',
  '64:ff9b::1',
  '64:ff9b:1::6464:64c8',
  '64:ff9b:1:6464:64:c800::',
  '2002:6464:64c8::1',
  '2002:7f00:1::',
  '2002:a00:7::1',
  '2001::1',
  '2001:0:6464:64c8::',
  '2001:0:808:808:0:0:9b9b:9b37',
  '::ffff:0:100.100.100.200',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  '100::1',
];

describe('a host that the configuration names', () => {
  it.each(never)('is not called where its name leads to %s', async (address) => {
    await expect(
      find('https://hooks.example.com/', ['hooks.example.com'], leadsTo(address)),
    ).rejects.toMatchObject({ code: 'policy-malformed', message: expect.stringMatching(/never called/) });
  });

  it.each(never.filter((one) => !one.includes('%')))(
    'is not called where it is %s itself',
    async (address) => {
      const host = isIP(address) === 6 ? `[${address}]` : address;
      const { hostname } = new URL(`https://${host}/`);
      for (const named of [address, host, hostname])
        await expect(find(`https://${host}/`, [named])).rejects.toMatchObject({ code: 'policy-malformed' });
    },
  );

  it.each([
    'https://1684301000/',
    'https://0x646464c8/',
    'https://0144.0144.0144.0310/',
    'https://100.100.25800/',
    'https://100.6579400/',
    'https://0x64.100.0144.200/',
    'https://100.100.100.200./',
    'https://１００.100.100.200/',
    'https://%31%30%30.100.100.200/',
    'https://100。100。100。200/',
  ])('is not called where %s spells the address for metadata', async (address) => {
    await expect(find(address, [new URL(address).hostname, '100.100.100.200'])).rejects.toThrow(/metadata/);
  });

  it.each(['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
    'is not called on %s, the machine itself, under the name of another',
    async (address) => {
      const named = ['hooks.example.com', 'localhost.example.com'];
      for (const name of named)
        for (const scheme of ['http', 'https'])
          await expect(find(`${scheme}://${name}/`, named, leadsTo(address))).rejects.toThrow(/never called/);
      await expect(
        find('https://hooks.localhost./', ['hooks.localhost'], leadsTo(address)),
      ).resolves.toBeDefined();
    },
  );

  it('is refused where only one of its addresses is', async () => {
    const resolve: Resolve = async () => [
      { address: '10.0.0.7', family: 4 },
      { address: '2002:6464:64c8::1', family: 6 },
    ];
    await expect(find('https://hooks.internal/', ['hooks.internal'], resolve)).rejects.toThrow(
      /never called/,
    );
  });

  it.each([
    '10.0.0.7',
    '172.16.4.1',
    '192.168.1.9',
    '100.64.3.2',
    '::ffff:10.0.0.7',
    'fd12::7',
    '8.8.8.8',
    '2606:2800::1',
  ])('is called on %s, inside a VPC or outside', async (address) => {
    const peer = await find('https://hooks.internal/', ['hooks.internal'], leadsTo(address));
    expect(peer.addresses).toMatchObject([{ address }]);
  });

  it('is the same with a final dot', async () => {
    for (const named of ['hooks.internal', 'hooks.internal.', 'hooks.internal:443', 'hooks.internal.:443'])
      await expect(find('https://hooks.internal./', [named], leadsTo('10.0.0.7'))).resolves.toBeDefined();
  });
});

describe('who may tag a secret', () => {
  let scene: Scene;
  let receiver: Receiver;
  beforeEach(async () => {
    scene = await Scene.start();
    receiver = await Receiver.start();
  });
  afterEach(async () => {
    await receiver[Symbol.asyncDispose]();
    await scene[Symbol.asyncDispose]();
  });

  it.each<Record<string, string>>([
    { webhook: 'hook' },
    { webhook: 'ADDRESS' },
    { webhook: 'hook', 'admin-secret': 'HookKey' },
    { 'admin-secret': 'HookKey' },
    { value: 'webhook' },
    {},
  ])('has no value sent anywhere while no receiver is configured: %j', async (tags) => {
    await scene.plant(key, { name: 'HookKey' });
    const own = tags.webhook === 'ADDRESS' ? { webhook: receiver.url.replace(/[?].*/, '') } : tags;
    await scene.plant('canary-value', { tags: { strategy: 'webhook', ...own } });
    await expect(scene.rotate()).rejects.toMatchObject({ code: 'policy-malformed' });
    expect([receiver.requests, receiver.unsigned]).toEqual([[], 0]);
    expect(await scene.text()).toBe('canary-value');
  });
});

describe('who runs a receiver', () => {
  it('cannot send what it was sent on to another one, even with the same key', () => {
    const [one, two] = ['one', 'two'].map((name) => signatureCheck(key, `${name}.example.com:443`));
    const url = new URL('https://one.example.com/rotate');
    const headers = signatureHeaders(new Sensitive(key), { url, body: '{}', now: Date.now(), nonce: 'n' });
    // The Host header is the sender's own word.
    expect(two?.({ ...headers, host: 'two.example.com' }, '/rotate', '{}')).toBe(false);
    expect(two?.({ ...headers, host: 'one.example.com' }, '/rotate', '{}')).toBe(false);
    expect(one?.(headers, '/rotate', '{}')).toBe(true);
  });
});
