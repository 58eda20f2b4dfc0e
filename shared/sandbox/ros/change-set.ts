import * as z from 'zod';

/** A change of a resource. It holds names only, no values. Source: ROS "Data structures" of change sets. */
export const Change = z.object({
  Type: z.literal('Resource'),
  ResourceChange: z.object({
    Action: z.enum(['Add', 'Modify', 'Remove']),
    LogicalResourceId: z.string(),
    PhysicalResourceId: z.string().optional(),
    ResourceType: z.string(),
    Replacement: z.enum(['True', 'False', 'Conditional']).optional(),
    Scope: z.array(z.literal('Properties')),
    Details: z.array(
      z.object({
        ChangeSource: z.enum(['DirectModification', 'ParameterReference', 'ResourceReference']),
        CausingEntity: z.string().optional(),
        /** Kind of the evaluation. It is `Dynamic` if a value is unknown until something else is created. */
        Evaluation: z.enum(['Static', 'Dynamic']),
        Target: z.object({
          Attribute: z.literal('Properties'),
          Name: z.string(),
          RequiresRecreation: z.enum(['Never', 'Always']),
        }),
      }),
    ),
  }),
});
export type Change = z.output<typeof Change>;

/** The stored state of a change set. Instants are milliseconds since the epoch. */
export const ChangeSet = z.object({
  id: z.string(),
  name: z.string(),
  stackId: z.string(),
  type: z.enum(['CREATE', 'UPDATE']),
  description: z.string().optional(),
  createdAt: z.number(),
  disableRollback: z.boolean(),
  template: z.string(),
  /** The parameters, encrypted under the data key of the stack. */
  sealedParameters: z.string(),
  changes: z.array(Change).readonly(),
  executionStatus: z.enum(['AVAILABLE', 'EXECUTE_COMPLETE']),
});
export type ChangeSet = z.output<typeof ChangeSet>;
