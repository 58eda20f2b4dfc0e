import { lookup } from 'node:dns/promises';
import { type Check, failed, ok, skipped } from '../check.ts';
import { reasonOf } from '../reason.ts';
import type { SecretSubject } from './subject.ts';

/** Resolves the host of the value, as a session does. */
export function dnsCheck({ address }: SecretSubject): Check {
  return {
    title: 'DNS',
    run: async () => {
      const found = await address();
      if (!found) return skipped('the value names no host');
      try {
        const addresses = await lookup(found.host, { all: true });
        return ok(`${found.host} is ${addresses.map((one) => one.address).join(', ')}`);
      } catch (error) {
        return failed(
          `${found.host}: ${reasonOf(error)}`,
          'correct Endpoint in the value, or let this network resolve the name',
        );
      }
    },
  };
}
