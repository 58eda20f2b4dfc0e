import { BlockList, isIPv6 } from 'node:net';

/** Not reachable over the public network, or not meant to be. Source: IANA special-purpose registry, IPv4. */
const inward = block([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Shared address space; Alibaba Cloud's own services and its metadata are here.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** Of IPv6, only global unicast addresses are public, and of these not what tunnels to IPv4 or is for documents. */
const global = block([['2000::', 3]]);
const tunnelled = block([
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

const loopback = block([
  ['127.0.0.0', 8],
  ['::1', 128],
]);

/** Where a machine asks for its own role's keys: Alibaba Cloud's address, and everybody else's. */
const metadata = block([
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
]);

export function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !within(inward, address);
  return within(global, address) && !within(tunnelled, address);
}

export function isLoopback(address: string): boolean {
  return within(loopback, address);
}

export function isMetadata(address: string): boolean {
  return within(metadata, address);
}

function within(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function block(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIPv6(net) ? 'ipv6' : 'ipv4');
  return list;
}
