import * as z from 'zod';

export const Flag = z.stringbool({
  truthy: ['true'],
  falsy: ['false'],
  error: 'it is neither true nor false',
});

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'it is no whole number')
    .transform(Number)
    .refine((number) => number >= least && number <= most, `it is not from ${least} to ${most}`);

/** Returns a schema for a parameter that carries JSON as text. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'it is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** Returns the options of a schema rule whose violation has an error code of its own. */
export const coded = (code: string, error: string) => ({ error, params: { code } });
