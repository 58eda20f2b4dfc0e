import type { Service } from '../operation.ts';
import { lookupEvents } from './lookup-events.ts';

/** Who called what: the sandbox's own audit log. */
export const actionTrail: Service = {
  name: 'Actiontrail',
  prefix: 'actiontrail',
  version: '2020-07-06',
  denial: 'NoPermission',
  operations: [lookupEvents],
};
