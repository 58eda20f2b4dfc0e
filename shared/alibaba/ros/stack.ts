import * as z from 'zod';

/** A stack, as much of it as is needed. `Outputs` are absent from a listing. */
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
