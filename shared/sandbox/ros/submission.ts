import * as z from 'zod';
import type { GivenParameters } from '../../ros-template/parameters.ts';
import { type PseudoParameters, type Resolution, resolveTemplate } from '../../ros-template/resolution.ts';
import { readTemplate, type Template } from '../../ros-template/template.ts';
import type { Cloud } from '../cloud.ts';
import { Flag, wholeNumber } from '../fields.ts';
import type { Caller } from '../operation.ts';
import { examine } from './examine.ts';
import { refusingTemplate, wrongState } from './refusals.ts';
import { openParameters } from './sealed.ts';
import type { Stack } from './stack.ts';

const Parameter = z.object({ ParameterKey: z.string().min(1), ParameterValue: z.string() });

const notHere = (what: string) => z.undefined(`the sandbox knows no ${what}`).optional();

/** Text of a template, 1 to 524,288 bytes. */
const TemplateBody = z.string().refine((text) => {
  const bytes = Buffer.byteLength(text);
  return bytes > 0 && bytes <= 524_288;
}, 'it is empty, or has more than 524288 bytes');

/** A name of up to 255 characters. The first is a letter or a digit. */
export const Name = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,254}$/, 'it has more than 255 characters, or one that is not allowed');

/** Parameters that all operations with a template have in common. */
export const submitted = {
  RegionId: z.string(),
  TemplateBody: TemplateBody.optional(),
  Parameters: z.array(Parameter).max(200).default([]),
  DisableRollback: Flag.default(false),
  TimeoutInMinutes: wholeNumber(10, 1_440).default(60),
  ClientToken: z.string().max(64).optional(),
  RamRoleName: notHere('roles of stacks'),
  ReplacementOption: z.literal('Disabled', 'the sandbox replaces no resource').optional(),
  StackPolicyBody: notHere('stack policies'),
  TemplateURL: notHere('templates at an address'),
  TemplateId: notHere('kept templates'),
};

interface Submitted {
  readonly TemplateBody?: string | undefined;
  readonly Parameters: readonly z.output<typeof Parameter>[];
  readonly UsePreviousParameters?: boolean | undefined;
}

export interface Submission {
  readonly template: string;
  readonly given: GivenParameters;
  readonly resolution: Resolution;
}

/** Reads what the caller asks for, and checks it before anything is done. Throws a Refusal if it is not possible. */
export function readSubmission(
  cloud: Cloud,
  caller: Caller,
  stack: Stack,
  { TemplateBody, Parameters, UsePreviousParameters }: Submitted,
): Submission {
  const template = TemplateBody ?? stack.template;
  if (template === '') throw wrongState('There is no template.');
  const now = Object.fromEntries(Parameters.map((one) => [one.ParameterKey, one.ParameterValue]));
  const before = UsePreviousParameters ? openParameters(cloud, stack, stack.sealedParameters) : {};
  return refusingTemplate(() => {
    const read = readTemplate(template);
    const known = knownTo(read, { ...before, ...now }, Object.keys(now));
    const resolution = resolveTemplate(read, known, pseudoOf(cloud, caller, stack));
    examine(resolution);
    return { template, given: known, resolution };
  });
}

/** Returns the values for a template. Earlier values count only for parameters that the template still has. */
function knownTo({ Parameters }: Template, values: GivenParameters, now: readonly string[]): GivenParameters {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => now.includes(name) || Object.hasOwn(Parameters, name)),
  );
}

export function resolve(
  cloud: Cloud,
  caller: Caller,
  stack: Stack,
  template: string,
  given: GivenParameters,
): Resolution {
  return resolveTemplate(readTemplate(template), given, pseudoOf(cloud, caller, stack));
}

function pseudoOf(cloud: Cloud, { identity }: Caller, { id, name }: Stack): PseudoParameters {
  return {
    'ALIYUN::StackName': name,
    'ALIYUN::StackId': id,
    'ALIYUN::Region': cloud.regionId,
    'ALIYUN::AccountId': identity.accountId,
    'ALIYUN::TenantId': cloud.accountId,
  };
}
