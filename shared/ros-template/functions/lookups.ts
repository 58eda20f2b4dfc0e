import * as z from 'zod';
import { isRecord } from '../record.ts';
import { TemplateError } from '../template-error.ts';
import { eager, type Intrinsic, noValue, type Scope, Text, understood } from './intrinsic.ts';

/** Returns the value of a parameter, or the physical id of a resource. */
export const ref: Intrinsic = (argument, scope) =>
  named(understood('Ref: name', z.string(), argument), scope);

export function named(name: string, { parameters, attributeOf }: Scope): unknown {
  if (name === 'ALIYUN::NoValue') return noValue;
  if (parameters.has(name)) return parameters.get(name);
  return attributeOf(name, undefined);
}

export const getAtt: Intrinsic = (argument, { attributeOf }) => {
  const [resource, attribute] = understood(
    'Fn::GetAtt: [resource, attribute]',
    z.tuple([z.string(), z.string()]),
    argument,
  );
  return attributeOf(resource, attribute);
};

export const findInMap = eager(
  'Fn::FindInMap: [map, key, key]',
  z.tuple([z.string(), Text, Text]),
  (path, { mappings }) =>
    path.reduce<unknown>((found, key) => {
      if (isRecord(found) && Object.hasOwn(found, key)) return found[key];
      throw new TemplateError(`there is no mapping ${path.join('.')}`);
    }, mappings),
);

export const getJsonValue = eager(
  'Fn::GetJsonValue: [key, json]',
  z.tuple([z.string(), z.union([z.string(), z.record(z.string(), z.unknown())])]),
  ([key, json]) => {
    const value = typeof json === 'string' ? parsed(json) : json;
    if (isRecord(value) && Object.hasOwn(value, key)) return value[key];
    throw new TemplateError(`Fn::GetJsonValue finds no key ${key}`);
  },
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TemplateError('Fn::GetJsonValue is given no JSON');
  }
}
