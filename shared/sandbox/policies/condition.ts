import * as z from 'zod';
import { operators } from './operators.ts';
import { oneOrMore } from './patterns.ts';

/** Facts about a request by condition key, such as `acs:SourceIp`. */
export type Context = Readonly<Record<string, string>>;

const Value = z
  .union([z.string(), z.number(), z.boolean()], 'it is no text, number or flag')
  .transform(String);
const Values = oneOrMore(Value);

/**
 * A condition, `{ operator: { key: values } }`. An operator that RAM does not know, or a value that it cannot read,
 * makes the document invalid.
 */
export const Condition = z
  .record(z.string(), z.record(z.string(), Values))
  .superRefine((condition, context) => {
    for (const [name, keys] of Object.entries(condition)) {
      const operator = operators.get(name);
      if (operator && Object.values(keys).flat().every(operator.takes)) continue;
      const message = operator ? 'the operator cannot read a value' : 'there is no such operator';
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });
export type Condition = z.output<typeof Condition>;

/**
 * Returns whether a condition holds. Values of one key are alternatives; all keys and operators must hold. A key
 * without a value in the request matches nothing, whatever the operator.
 */
export function holds(condition: Condition, context: Context): boolean {
  return Object.entries(condition).every(([name, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const operator = operators.get(name);
      const actual = context[key];
      if (operator === undefined || actual === undefined) return false;
      return values.some((wanted) => operator.matches(actual, wanted)) !== operator.negated;
    }),
  );
}
