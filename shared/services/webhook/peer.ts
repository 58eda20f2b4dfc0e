import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PolicyMalformed, Unreachable } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { reachOf } from './networks.ts';

/**
 * The receiver of a webhook's calls. Calls go to the addresses that were checked, so that a second DNS answer cannot
 * change them.
 */
export interface Peer {
  readonly url: URL;
  readonly addresses: readonly [LookupAddress, ...LookupAddress[]];
}

export interface Search {
  readonly secret: SecretId;
  /** The address as the tag holds it. */
  readonly address: string;
  /** The setting that holds the address, for errors to name. The tag where absent. */
  readonly setting?: string;
  /**
   * Allowed hosts, as `host` or `host:port`. If there are any, no other host is called. Only these hosts may be inside
   * the network.
   */
  readonly hosts: readonly string[];
  readonly signal: AbortSignal;
  readonly resolve?: Resolve;
}

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const usual: Resolve = (host) => lookup(host, { all: true });

/**
 * Resolves a webhook's name, once. Someone who may tag a secret must not be able to send its values to an address
 * inside the network. The same holds for a host that the operator has not named. Throws PolicyMalformed, or
 * Unreachable.
 */
export async function findPeer(search: Search): Promise<Peer> {
  const { address, hosts, signal, resolve = usual } = search;
  const url = parseAddress(search, address);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const name = url.hostname.replace(/\.$/, '');
  const named = hosts.some((one) => [name, `${name}:${port}`].includes(one.replace(/\.(?=:\d+$|$)/, '')));
  if (hosts.length > 0 && !named) throw malformed(search, `${url.host} is not among ROTATION_WEBHOOK_HOSTS`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [first, ...others] = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await untilAborted(resolve(host), signal).catch((cause) => {
        throw new Unreachable(`the webhook ${url.host}`, 'its name cannot be resolved', { cause });
      });
  if (first === undefined) throw new Unreachable(`the webhook ${url.host}`, 'its name has no address');
  for (const { address: found } of [first, ...others]) requireAllowed(search, url, found, named);
  return { url, addresses: [first, ...others] };
}

/**
 * Throws PolicyMalformed for an address that must not be called. A named host may be inside the network, since
 * receivers are there. Naming a host allows nothing else.
 */
function requireAllowed(search: Search, url: URL, address: string, named: boolean): void {
  const reach = reachOf(address);
  if (reach === 'metadata')
    throw malformed(search, `${url.host} is a metadata address, which is never called`);
  if (reach === 'nowhere' || (reach === 'loopback' && !saysLoopback(url)))
    throw malformed(
      search,
      `${url.host} resolves to ${address}, which cannot be a receiver: it is never called`,
    );
  if (!named && reach !== 'public')
    throw malformed(
      search,
      `${url.host} is inside the network (${address}); to allow it, name it in ROTATION_WEBHOOK_HOSTS`,
    );
  if (url.protocol === 'http:' && reach !== 'loopback')
    throw malformed(search, `${url.host} must use https: only loopback may use http`);
}

/** Whether the URL itself names the local machine. A DNS answer for another name must not lead there. */
function saysLoopback({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  return isIP(host) ? reachOf(host) === 'loopback' : /(^|\.)localhost$/.test(host);
}

function parseAddress(search: Search, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol))
    throw malformed(search, 'must be an address such as https://hooks.example.com/rotate');
  if (url.username !== '' || url.password !== '')
    throw malformed(search, 'must not have a user or a password');
  return url;
}

function malformed(
  { secret, setting = 'the address of the webhook' }: Search,
  problem: string,
): PolicyMalformed {
  return new PolicyMalformed(secret, [`${setting}: ${problem}`]);
}

/** Rejects when the signal aborts, since the resolver takes no signal. */
function untilAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
