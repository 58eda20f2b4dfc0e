import * as z from 'zod';
import { TemplateError } from '../template-error.ts';
import { type Intrinsic, type Scope, understood } from './intrinsic.ts';

const Several = z.array(z.unknown()).min(2);

export const equals: Intrinsic = (argument, _, resolve) => {
  const [one, other] = understood(
    'Fn::Equals: [value, value]',
    z.tuple([z.unknown(), z.unknown()]),
    argument,
  );
  return JSON.stringify(resolve(one)) === JSON.stringify(resolve(other));
};

export const and: Intrinsic = (argument, scope, resolve) =>
  understood('Fn::And: [condition, condition]', Several, argument).every((one) => truth(one, scope, resolve));

export const or: Intrinsic = (argument, scope, resolve) =>
  understood('Fn::Or: [condition, condition]', Several, argument).some((one) => truth(one, scope, resolve));

export const not: Intrinsic = (argument, scope, resolve) => {
  const [condition] = understood('Fn::Not: condition', z.tuple([z.unknown()]), [argument].flat());
  return !truth(condition, scope, resolve);
};

/** Resolves only the chosen side: the other may refer to what does not exist. */
export const choose: Intrinsic = (argument, { holds }, resolve) => {
  const [condition, yes, no] = understood(
    'Fn::If: [condition, value, value]',
    z.tuple([z.string(), z.unknown(), z.unknown()]),
    argument,
  );
  return resolve(holds(condition) ? yes : no);
};

/** Evaluates a condition: the name of one in the template, or a function. Throws TemplateError. */
export function truth(given: unknown, scope: Scope, resolve: (value: unknown) => unknown): boolean {
  if (typeof given === 'string') return scope.holds(given);
  const value = resolve(given);
  if (typeof value === 'boolean') return value;
  throw new TemplateError('a condition is neither true nor false');
}
