import { BlockList, isIPv6 } from 'node:net';

/**
 * The kind of network that an address leads to.
 *
 * `inside` is the network of the function: private addresses, and those at which the cloud serves a VPC. `nowhere`
 * holds addresses that no receiver has: addresses of no single machine, and those that hide another address.
 */
export type Reach = 'public' | 'inside' | 'loopback' | 'metadata' | 'nowhere';

/** Addresses where a machine fetches the keys of its own role: Alibaba Cloud's address, and those of other clouds. */
const metadata = block([
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['fd20:ce::', 32],
]);

const loopback = block([
  ['127.0.0.0', 8],
  ['::1', 128],
]);

/** Addresses that no receiver has. Source: IANA special-purpose registry, IPv4. */
const nowhere = block([
  ['0.0.0.0', 8],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/**
 * Addresses inside a network. The cloud serves its VPC endpoints from the shared address space. Source: IANA
 * special-purpose registry, IPv4.
 */
const inside = block([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
]);

/** Global unicast addresses, the only public ones of IPv6. */
const global = block([['2000::', 3]]);

/** Teredo with its neighbours, and 6to4. */
const tunnelled = block([
  ['2001::', 23],
  ['2002::', 16],
]);

/** Unique local addresses, and those for documentation. */
const insideOfSix = block([
  ['fc00::', 7],
  ['2001:db8::', 32],
  ['3fff::', 20],
]);

/** Prefixes of addresses whose last four bytes are an IPv4 address. Source: RFC 4291, RFC 6052. */
const mapped = block([['::ffff:0:0', 96]]);
const translated = block([['64:ff9b::', 96]]);

export function reachOf(given: string): Reach {
  const [address = ''] = given.split('%');
  return isIPv6(address) ? reachOfSix(address) : reachOfFour(address);
}

function reachOfFour(address: string): Reach {
  const is = (list: BlockList) => list.check(address, 'ipv4');
  if (is(metadata)) return 'metadata';
  if (is(loopback)) return 'loopback';
  if (is(nowhere)) return 'nowhere';
  return is(inside) ? 'inside' : 'public';
}

function reachOfSix(address: string): Reach {
  const is = (list: BlockList) => list.check(address, 'ipv6');
  if (is(mapped)) return hidden(reachOfFour(lastFour(address)));
  if (is(translated)) {
    const reach = reachOfFour(lastFour(address));
    // RFC 6052: this prefix never carries an address that is not global.
    return reach === 'public' ? 'inside' : reach === 'metadata' ? reach : 'nowhere';
  }
  if (is(metadata)) return 'metadata';
  if (is(loopback)) return 'loopback';
  if (is(tunnelled)) return 'nowhere';
  if (is(insideOfSix)) return 'inside';
  return is(global) ? 'public' : 'nowhere';
}

/** Returns `inside` for a public address that is written as another kind, so that only a named host is called there. */
function hidden(reach: Reach): Reach {
  return reach === 'public' ? 'inside' : reach;
}

/** Returns the last four bytes in decimals with dots. Accepts `::ffff:a9fe:a9fe` and `::ffff:169.254.169.254` alike. */
function lastFour(address: string): string {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  // Both prefixes leave zeros that are written as two colons.
  const words = canonical.split('::').at(-1)?.split(':') ?? [];
  const [high = 0, low = 0] = ['0', ...words].slice(-2).map((word) => Number.parseInt(word || '0', 16));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function block(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIPv6(net) ? 'ipv6' : 'ipv4');
  return list;
}
