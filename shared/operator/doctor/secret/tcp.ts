import { second } from '../../../runtime/time.ts';
import { type Check, failed, ok, skipped } from '../check.ts';
import { reach } from '../reach.ts';
import { reasonOf } from '../reason.ts';
import type { SecretSubject } from './subject.ts';

/** Milliseconds in which a server has to accept a connection. */
const longest = 5 * second;

/**
 * Says whether the port of the value accepts connections. Opens one only if the plan has not: MySQL blocks a host after
 * 100 connections in a row that were broken off. Source: MySQL, `max_connect_errors`.
 */
export function tcpCheck({ address, plan }: SecretSubject, signal: AbortSignal): Check {
  return {
    title: 'TCP',
    run: async () => {
      const found = await address();
      if (!found) return skipped('the value names no host');
      const { host, port } = found;
      if (port === undefined) return skipped('the value names no port; the login uses the usual one');
      const { peers } = await plan();
      if (peers.some(({ service }) => service === `${host}:${port}`))
        return ok(`${host}:${port} accepts connections`);
      try {
        await reach(host, port, longest, signal);
        return ok(`${host}:${port} accepts connections`);
      } catch (error) {
        return failed(
          `${host}:${port}: ${reasonOf(error)}`,
          'check Port in the value, the whitelist of the server, and security groups',
        );
      }
    },
  };
}
