import { textOf } from './functions/intrinsic.ts';
import { isRecord } from './record.ts';
import type { ParameterDefinition, Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** The values of parameters, as an operator writes them. */
export type GivenParameters = Readonly<Record<string, string>>;

/**
 * Returns the value of each parameter of a template: the given one or the default, read by its type and checked
 * against its constraints. Throws TemplateError, which names the parameter and the rule, never the value.
 */
export function resolveParameters(
  { Parameters }: Pick<Template, 'Parameters'>,
  given: GivenParameters,
): Map<string, unknown> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(Parameters, name));
  if (unknown !== undefined)
    throw new TemplateError(`the template has no parameter ${unknown}`, 'UnknownUserParameter');
  return new Map(
    Object.entries(Parameters).map(([name, definition]) => [name, valueFor(name, definition, given[name])]),
  );
}

/** Returns the names of the parameters whose values nobody may see. */
export const hiddenParameters = ({ Parameters }: Template): readonly string[] =>
  Object.entries(Parameters).flatMap(([name, { NoEcho }]) => (NoEcho ? [name] : []));

function valueFor(name: string, definition: ParameterDefinition, given: string | undefined): unknown {
  if (given === undefined && definition.Default === undefined) {
    if (definition.Required === false) return null;
    throw new TemplateError(`the parameter ${name} has no value`, 'UserParameterMissing');
  }
  const value = given === undefined ? definition.Default : given;
  if (value === null) return null;
  const typed = read(value, definition.Type);
  const why = typed === undefined ? `it is no ${definition.Type}` : complaint(typed, definition);
  if (why === undefined) return typed;
  const words = definition.ConstraintDescription;
  const messages = isRecord(words) ? words.en : words;
  throw new TemplateError(`the parameter ${name} is not valid: ${messages ?? why}`);
}

/**
 * Reads a value as a type. Returns undefined if it cannot be read as that type. Source of the comma rule: OpenStack
 * Heat, which ROS comes from.
 */
function read(value: unknown, type: ParameterDefinition['Type']): unknown {
  switch (type) {
    case 'String':
      return isRecord(value) || Array.isArray(value) ? undefined : textOf(value);
    case 'Number':
      return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
        ? Number(value)
        : undefined;
    case 'Boolean':
      return /^(true|false)$/i.test(String(value)) ? String(value).toLowerCase() === 'true' : undefined;
    case 'CommaDelimitedList':
      if (Array.isArray(value)) return value.map(textOf);
      return value === '' ? [] : textOf(value).split(',');
    case 'Json':
      return typeof value === 'string' ? parsed(value) : value;
    default:
      return type satisfies never;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns the rule that a value breaks, or undefined. Patterns apply to texts, lengths to texts and lists, bounds to
 * numbers. Each item of a list must be among the allowed values.
 */
function complaint(value: unknown, definition: ParameterDefinition): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = definition;
  const allowed = AllowedValues?.map(textOf);
  const items = Array.isArray(value) ? value : [value];
  if (allowed && !items.every((item) => allowed.includes(textOf(item))))
    return 'it is not among AllowedValues';
  const text = textOf(value);
  if (AllowedPattern !== undefined && !wholly(AllowedPattern).test(text))
    return 'it does not match AllowedPattern';
  const length = Array.isArray(value) ? value.length : text.length;
  if (length < (MinLength ?? 0)) return `it is shorter than MinLength ${MinLength}`;
  if (length > (MaxLength ?? Number.POSITIVE_INFINITY)) return `it is longer than MaxLength ${MaxLength}`;
  if (typeof value !== 'number') return undefined;
  if (value < (MinValue ?? Number.NEGATIVE_INFINITY)) return `it is less than MinValue ${MinValue}`;
  return value > (MaxValue ?? Number.POSITIVE_INFINITY) ? `it is more than MaxValue ${MaxValue}` : undefined;
}

/** Returns an expression that must match the whole value. Throws TemplateError if the pattern is malformed. */
function wholly(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new TemplateError('an AllowedPattern is no regular expression');
  }
}
