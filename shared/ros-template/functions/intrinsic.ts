import * as z from 'zod';
import type { Properties } from '../record.ts';
import { TemplateError } from '../template-error.ts';

/** The things that a value of a template may refer to. */
export interface Scope {
  /** The parameters of the template, and ROS's own such as `ALIYUN::Region`. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly mappings: Properties;
  /** Whether a condition holds. Throws TemplateError if there is no such condition. */
  holds(condition: string): boolean;
  /**
   * Returns an attribute of a resource, or the physical id if no attribute is named. Throws TemplateError if there is
   * no such resource or attribute.
   */
  attributeOf(resource: string, attribute: string | undefined): unknown;
}

/** A function of a template. Its argument is as written there; `resolve` evaluates a part of it. */
export type Intrinsic = (argument: unknown, scope: Scope, resolve: (value: unknown) => unknown) => unknown;

/** The value of `ALIYUN::NoValue`. A property with this value is left out. */
export const noValue = Symbol('ALIYUN::NoValue');

/** Returns a function that resolves its whole argument before it checks it. */
export function eager<Schema extends z.ZodType>(
  usage: string,
  schema: Schema,
  apply: (argument: z.output<Schema>, scope: Scope) => unknown,
): Intrinsic {
  return (argument, scope, resolve) => apply(understood(usage, schema, resolve(argument)), scope);
}

/** Returns the argument in the shape of the schema. Throws TemplateError with the usage if it has another shape. */
export function understood<Schema extends z.ZodType>(usage: string, schema: Schema, argument: unknown) {
  const parsed = schema.safeParse(argument);
  if (parsed.success) return parsed.data;
  throw new TemplateError(`a function is not used as ${usage}`);
}

/** Returns a value as text: ROS spells out numbers, joins lists and writes maps as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

export const Text = z.union([z.string(), z.number(), z.boolean()]).transform(textOf);
