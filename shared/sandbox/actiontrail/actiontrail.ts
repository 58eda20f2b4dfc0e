import type { Service } from '../operation.ts';
import { lookupEvents } from './lookup-events.ts';

/** The ActionTrail service. It serves the sandbox's own audit log: who called what. */
export const actionTrail: Service = {
  name: 'Actiontrail',
  prefix: 'actiontrail',
  version: '2020-07-06',
  denial: 'NoPermission',
  operations: [lookupEvents],
};
