import { BlockList, isIP } from 'node:net';
import { matchesWildcard } from './wildcard.ts';

/** A comparison of a value in the request with each value that a condition names. */
export interface Operator {
  matches(actual: string, wanted: string): boolean;
  /** Whether the condition holds if no named value matches, instead of any. */
  readonly negated: boolean;
  /** Returns whether a policy may name this value. */
  takes(value: string): boolean;
}

type Comparison = readonly [name: string, holds: (actual: number, wanted: number) => boolean];

const comparisons: readonly Comparison[] = [
  ['Equals', (actual, wanted) => actual === wanted],
  ['LessThan', (actual, wanted) => actual < wanted],
  ['LessThanEquals', (actual, wanted) => actual <= wanted],
  ['GreaterThan', (actual, wanted) => actual > wanted],
  ['GreaterThanEquals', (actual, wanted) => actual >= wanted],
];

type Matches = Operator['matches'];

/** Returns the operator and its opposite. */
function pair(names: readonly [string, string], matches: Matches, takes: Operator['takes'] = () => true) {
  const entry = (name: string, negated: boolean): [string, Operator] => [name, { matches, negated, takes }];
  return [entry(names[0], false), entry(names[1], true)];
}

function ordered(kind: string, read: (text: string) => number) {
  const takes = (value: string) => Number.isFinite(read(value));
  return comparisons.flatMap(([name, holds]) => {
    const both = pair(
      [`${kind}${name}`, `${kind}Not${name}`],
      (actual, wanted) => holds(read(actual), read(wanted)),
      takes,
    );
    return name === 'Equals' ? both : both.slice(0, 1);
  });
}

const readNumber = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
const sameIgnoringCase: Matches = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();

/** The operators by name. Source: policy elements of RAM. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ...pair(['StringEquals', 'StringNotEquals'], (actual, wanted) => actual === wanted),
  ...pair(['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], sameIgnoringCase),
  ...pair(['StringLike', 'StringNotLike'], (actual, wanted) => matchesWildcard(wanted, actual)),
  ...ordered('Numeric', readNumber),
  ...ordered('Date', Date.parse),
  ...pair(['Bool', ''], sameIgnoringCase, (value) => /^(true|false)$/i.test(value)).slice(0, 1),
  ...pair(['IpAddress', 'NotIpAddress'], isInNetwork, (value) => readNetwork(value) !== undefined),
]);

function isInNetwork(address: string, network: string): boolean {
  const read = readNetwork(network);
  return read?.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') ?? false;
}

/** Reads one address, or a block of addresses in CIDR notation. Returns undefined for any other text. */
function readNetwork(text: string): BlockList | undefined {
  const [, base = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(base);
  const longest = family === 6 ? 128 : 32;
  const length = Number(prefix ?? longest);
  if (family === 0 || length > longest) return undefined;
  const network = new BlockList();
  network.addSubnet(base, length, family === 6 ? 'ipv6' : 'ipv4');
  return network;
}
