import * as z from 'zod';
import { parseText } from './parse-text.ts';
import { TemplateError } from './template-error.ts';

const Anything = z.record(z.string(), z.unknown());
/** A text, or one text for each language. */
const Words = z.union([z.string(), z.record(z.string(), z.string())]);
const ParameterName = z
  .string()
  .regex(/^[A-Za-z0-9]{1,255}$/, 'a name has other marks than letters and digits');
const Name = z.string().regex(/^[\w-]{1,255}$/, 'a name has other marks than letters, digits, - and _');

export const ParameterDefinition = z.object({
  Type: z.enum(
    ['String', 'Number', 'CommaDelimitedList', 'Json', 'Boolean'],
    'the sandbox has no parameters of this type',
  ),
  Default: z.unknown().optional(),
  NoEcho: z.union([z.boolean(), z.stringbool()]).default(false),
  Required: z.union([z.boolean(), z.stringbool()]).optional(),
  AllowedValues: z.array(z.unknown()).optional(),
  AllowedPattern: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  ConstraintDescription: Words.optional(),
});
export type ParameterDefinition = z.output<typeof ParameterDefinition>;

const Resource = z.strictObject({
  Type: z.string(),
  Properties: Anything.default({}),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  Metadata: z.unknown().optional(),
  Description: Words.optional(),
  DeletionPolicy: z.enum(['Delete', 'Retain']).default('Delete'),
});

const Output = z.object({
  Value: z.unknown(),
  Condition: z.string().optional(),
  Description: Words.optional(),
});

/** The sections of a template. `Rules`, `Transform`, `Locals` and `Count` of a resource are refused. */
const Template = z.strictObject({
  ROSTemplateFormatVersion: z.literal('2015-09-01'),
  Description: Words.optional(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(ParameterName, ParameterDefinition).default({}),
  Mappings: Anything.default({}),
  Conditions: Anything.default({}),
  Resources: z.record(Name, Resource),
  Outputs: z.record(Name, Output).default({}),
});
export type Template = z.output<typeof Template>;
export type ResourceDefinition = z.output<typeof Resource>;

/** Reads a template from its text. Throws TemplateError. */
export function readTemplate(text: string): Template {
  const parsed = Template.safeParse(parseText(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TemplateError(
    `the template is malformed at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`,
    'InvalidSchema',
  );
}
