import { BlockList, isIPv6 } from 'node:net';

/**
 * What an address leads to. `inside` is the network of the function: private addresses, and those at which the cloud
 * serves a VPC. `nowhere` is what no receiver has: no address of one machine, or one that hides another address.
 */
export type Reach = 'public' | 'inside' | 'loopback' | 'metadata' | 'nowhere';

/** Where a machine asks for its own role's keys: Alibaba Cloud's address, and everybody else's. */
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

/** Source: IANA special-purpose registry, IPv4. */
const nowhere = block([
  ['0.0.0.0', 8],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** Source: the same; of shared address space the cloud serves its VPC endpoints. */
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

/** Of IPv6, only global unicast addresses are public. */
const global = block([['2000::', 3]]);

/** Teredo and its neighbours, and 6to4. */
const tunnelled = block([
  ['2001::', 23],
  ['2002::', 16],
]);

/** Unique local addresses, and those for documents. */
const insideOfSix = block([
  ['fc00::', 7],
  ['2001:db8::', 32],
  ['3fff::', 20],
]);

/** The last four bytes of these are an IPv4 address. Source: RFC 4291, RFC 6052. */
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
    // RFC 6052: this prefix never stands for an address that is not global.
    return reach === 'public' ? 'inside' : reach === 'metadata' ? reach : 'nowhere';
  }
  if (is(metadata)) return 'metadata';
  if (is(loopback)) return 'loopback';
  if (is(tunnelled)) return 'nowhere';
  if (is(insideOfSix)) return 'inside';
  return is(global) ? 'public' : 'nowhere';
}

/** A public address in the form of another kind is called only by who means it. */
function hidden(reach: Reach): Reach {
  return reach === 'public' ? 'inside' : reach;
}

/** `::ffff:a9fe:a9fe` and `::ffff:169.254.169.254` alike, in decimals with dots. */
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
