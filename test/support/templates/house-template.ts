import * as z from 'zod';
import { parseText } from '../../../shared/ros-template/parse-text.ts';

/** What a person reads stands in both languages of the console. Source: ROS "Overview" of parameters. */
const Words = z.strictObject({
  en: z.string().min(1),
  'zh-cn': z.string().regex(/\p{Script=Han}|^[A-Za-z ]{1,20}$/u, 'is no Chinese'),
});

const Parameter = z.strictObject({
  Type: z.enum(['String', 'Number', 'Boolean', 'CommaDelimitedList']),
  Label: Words,
  Description: Words.optional(),
  Default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  NoEcho: z.literal(true).optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  AllowedPattern: z.string().optional(),
  MinValue: z.number().optional(),
  MaxValue: z.number().optional(),
  ConstraintDescription: Words.optional(),
  AssociationProperty: z.string().optional(),
  AssociationPropertyMetadata: z.record(z.string(), z.unknown()).optional(),
});
export type Parameter = z.output<typeof Parameter>;

const Resource = z.strictObject({
  Type: z.string().startsWith('ALIYUN::'),
  Condition: z.string().optional(),
  DependsOn: z.array(z.string()).default([]),
  DeletionPolicy: z.literal('Retain').optional(),
  Properties: z.record(z.string(), z.unknown()),
});

const Group = z.strictObject({
  Label: z.strictObject({ default: Words }),
  Parameters: z.array(z.string()).min(1),
});

/** How templates are written here, which is narrower than what ROS takes: one spelling of everything. */
export const HouseTemplate = z.strictObject({
  ROSTemplateFormatVersion: z.literal('2015-09-01'),
  Description: Words,
  Metadata: z.strictObject({ 'ALIYUN::ROS::Interface': z.strictObject({ ParameterGroups: z.array(Group) }) }),
  Parameters: z.record(z.string().regex(/^[A-Za-z0-9]+$/), Parameter),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/), Resource),
  Outputs: z.record(
    z.string(),
    z.strictObject({ Label: Words, Condition: z.string().optional(), Value: z.unknown() }),
  ),
});
export type HouseTemplate = z.output<typeof HouseTemplate>;

/** Throws where it is no template of this house. */
export function readHouseTemplate(text: string): HouseTemplate {
  const parsed = HouseTemplate.safeParse(parseText(text));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}
