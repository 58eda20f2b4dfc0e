import type { Parameter } from '../parameters.ts';
import { aligned, block, literal } from './hcl.ts';

const types = { String: 'string', Number: 'number', Boolean: 'bool', CommaDelimitedList: 'list(string)' };

/** Writes the variable of a parameter. It turns down what ROS turns down. */
export function variable(name: string, parameter: Parameter): string {
  const { Type, Label, Description, Default, NoEcho } = parameter;
  const body = aligned({
    type: types[Type],
    description: literal([Label, Description].filter(Boolean).join('. ').replace(/\.?$/, '.')),
    default: literal(Type === 'CommaDelimitedList' && Default === '' ? [] : Default),
    sensitive: literal(NoEcho),
  });
  return [...block(`variable "${name}"`, [...body, ...validation(`var.${name}`, parameter)]), ''].join('\n');
}

function validation(name: string, parameter: Parameter): readonly string[] {
  const limit = limitOf(name, parameter);
  if (!limit) return [];
  const { condition, words } = limit;
  return block('validation', aligned({ condition, error_message: literal(`${parameter.Label}: ${words}.`) }));
}

/** The condition that a value has to meet, and the same in words. */
function limitOf(name: string, parameter: Parameter) {
  const { Type, AllowedPattern, AllowedValues, MinValue, MaxValue, ConstraintDescription } = parameter;
  if (AllowedPattern !== undefined) {
    const text = Type === 'CommaDelimitedList' ? `join(",", ${name})` : name;
    return { condition: `can(regex(${literal(AllowedPattern)}, ${text}))`, words: ConstraintDescription };
  }
  if (AllowedValues)
    return {
      condition: `contains(${literal(AllowedValues)}, ${name})`,
      words: new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
        AllowedValues.map((value) => String(value || 'empty')),
      ),
    };
  if (MinValue === undefined) return undefined;
  return {
    condition: `${name} >= ${MinValue} && ${name} <= ${MaxValue}`,
    words: `from ${MinValue} to ${MaxValue}`,
  };
}
