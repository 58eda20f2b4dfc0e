import * as z from 'zod';
import type { Properties } from '../record.ts';
import { TemplateError } from '../template-error.ts';

/** What a value of a template may refer to. */
export interface Scope {
  /** Those of the template, and ROS's own such as `ALIYUN::Region`. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly mappings: Properties;
  /** Throws TemplateError where there is no such condition. */
  holds(condition: string): boolean;
  /** Without an attribute, the physical id. Throws TemplateError where there is no such resource or attribute. */
  attributeOf(resource: string, attribute: string | undefined): unknown;
}

/** A function of a template: its argument is as written there, and `resolve` gives what a part of it comes to. */
export type Intrinsic = (argument: unknown, scope: Scope, resolve: (value: unknown) => unknown) => unknown;

/** What a property is that is to be left out: the value of `ALIYUN::NoValue`. */
export const noValue = Symbol('ALIYUN::NoValue');

/** A function whose whole argument is resolved before it is looked at. */
export function eager<Schema extends z.ZodType>(
  usage: string,
  schema: Schema,
  apply: (argument: z.output<Schema>, scope: Scope) => unknown,
): Intrinsic {
  return (argument, scope, resolve) => apply(understood(usage, schema, resolve(argument)), scope);
}

/** Throws TemplateError with the usage where the argument is not of the shape. */
export function understood<Schema extends z.ZodType>(usage: string, schema: Schema, argument: unknown) {
  const parsed = schema.safeParse(argument);
  if (parsed.success) return parsed.data;
  throw new TemplateError(`a function is not used as ${usage}`);
}

/** What may stand in a text: ROS spells out numbers, joins lists and writes maps as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

export const Text = z.union([z.string(), z.number(), z.boolean()]).transform(textOf);
