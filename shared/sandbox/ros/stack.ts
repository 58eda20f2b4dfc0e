import * as z from 'zod';

/** An action on a stack or a resource. `CREATE_ROLLBACK` takes a creation back, `ROLLBACK` an update. */
export type Action = 'CREATE' | 'UPDATE' | 'DELETE' | 'CREATE_ROLLBACK' | 'ROLLBACK';

type Progress = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';

/** The statuses of ROS that this sandbox knows. Source: ROS GetStack. */
export type Status = `${Action}_${Progress}` | 'REVIEW_IN_PROGRESS';

const Status = z.custom<Status>((text) => typeof text === 'string');

/** The stored state of a resource. Instants are milliseconds since the epoch. */
const StackResource = z.object({
  id: z.string(),
  type: z.string(),
  /** Id of the created resource; absent until it is created. */
  physicalId: z.string().optional(),
  status: Status,
  statusReason: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  deletionPolicy: z.enum(['Delete', 'Retain']),
  /** The properties of its creation or last change, encrypted because values of secrets may be among them. */
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
  /** The template that was last asked for; empty before the first change set is executed. */
  template: z.string(),
  sealedParameters: z.string(),
  /** Resources in the order of their creation. */
  resources: z.array(StackResource).readonly(),
});
export type Stack = z.output<typeof Stack>;
