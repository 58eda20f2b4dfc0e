import { functions } from './functions/functions.ts';
import { noValue, type Scope } from './functions/intrinsic.ts';
import { isRecord } from './record.ts';
import { TemplateError } from './template-error.ts';

/** Evaluates a value of a template. Throws TemplateError, which names an unknown function. */
export function evaluate(value: unknown, scope: Scope): unknown {
  const resolve = (part: unknown) => evaluate(part, scope);
  if (Array.isArray(value)) return value.map(resolve).filter((item) => !isNothing(item));
  if (!isRecord(value)) return value;
  const [only, ...others] = Object.entries(value);
  const called = only && others.length === 0 ? functionOf(only[0]) : undefined;
  if (only && called) return called(only[1], scope, resolve);
  const parts = Object.entries(value).map(([key, part]): [string, unknown] => [key, resolve(part)]);
  return Object.fromEntries(parts.filter(([, part]) => !isNothing(part)));
}

function functionOf(key: string) {
  const known = functions.get(key);
  if (!known && key.startsWith('Fn::')) throw new TemplateError(`the sandbox does not evaluate ${key}`);
  return known;
}

/** Whether a value leaves its property out: `ALIYUN::NoValue`, or a parameter whose default is null. */
const isNothing = (value: unknown) => value === noValue || value === null;
