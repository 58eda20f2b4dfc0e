import { parse } from 'yaml';
import * as z from 'zod';

const Text = z.object({ en: z.string() }).transform(({ en }) => en);

const Parameter = z.object({
  Type: z.enum(['String', 'Number', 'Boolean', 'CommaDelimitedList']),
  Label: Text,
  Description: Text.optional(),
  Default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  NoEcho: z.literal(true).optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  AllowedPattern: z.string().optional(),
  MinValue: z.number().optional(),
  MaxValue: z.number().optional(),
  ConstraintDescription: Text.optional(),
});

/** A parameter of ROS, with its texts in English. */
export type Parameter = z.output<typeof Parameter>;

/** Reads parameters as they stand in a template. */
export const readParameters = (text: string): ReadonlyMap<string, Parameter> =>
  new Map(Object.entries(z.record(z.string(), Parameter).parse(parse(text))));
