import * as z from 'zod';

/** What is done to a stack or a resource. `CREATE_ROLLBACK` takes a creation back, `ROLLBACK` an update. */
export type Action = 'CREATE' | 'UPDATE' | 'DELETE' | 'CREATE_ROLLBACK' | 'ROLLBACK';

type Progress = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';

/** Those of ROS that this sandbox knows. Source: ROS GetStack. */
export type Status = `${Action}_${Progress}` | 'REVIEW_IN_PROGRESS';

const Status = z.custom<Status>((text) => typeof text === 'string');

/** Instants are milliseconds since the epoch. */
const StackResource = z.object({
  id: z.string(),
  type: z.string(),
  /** Nothing until it is made. */
  physicalId: z.string().optional(),
  status: Status,
  statusReason: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  deletionPolicy: z.enum(['Delete', 'Retain']),
  /** What it was made or last changed by, encrypted: values of secrets may be among them. */
  sealedProperties: z.string(),
  attributes: z.record(z.string(), z.unknown()),
});
export type StackResource = z.output<typeof StackResource>;

export const Stack = z.object({
  id: z.string(),
  name: z.string(),
  status: Status,
  statusReason: z.string(),
  createdAt: z.number(),
  updatedAt: z.number().optional(),
  disableRollback: z.boolean(),
  timeoutInMinutes: z.number(),
  dataKey: z.string(),
  /** As it was last asked for; empty before the first change set is executed. */
  template: z.string(),
  sealedParameters: z.string(),
  /** In the order in which they were made. */
  resources: z.array(StackResource).readonly(),
});
export type Stack = z.output<typeof Stack>;
