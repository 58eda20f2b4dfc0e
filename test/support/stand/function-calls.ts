import type { AuditRecord } from '../../../shared/sandbox/audit.ts';
import type { Cloud } from './cloud.ts';

/** The calls that functions made, in their order; others are of who looks after the cloud. */
export const functionCalls = ({ sandbox }: Cloud): readonly AuditRecord[] =>
  sandbox.audit.records.filter(({ userIdentity }) => userIdentity?.type === 'assumed-role');
