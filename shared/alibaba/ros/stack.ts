import * as z from 'zod';

/** The fields of a stack that are used. `Outputs` are absent from a listing. */
export const Stack = z.object({
  StackId: z.string(),
  StackName: z.string(),
  Status: z.string(),
  StatusReason: z.string().default(''),
  Outputs: z
    .array(z.object({ OutputKey: z.string(), OutputValue: z.unknown() }))
    .nullish()
    .transform((outputs) => outputs ?? []),
});
export type Stack = z.output<typeof Stack>;
