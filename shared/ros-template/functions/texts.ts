import * as z from 'zod';
import { isRecord, type Properties } from '../record.ts';
import { TemplateError } from '../template-error.ts';
import { eager, type Intrinsic, Text, textOf, understood } from './intrinsic.ts';
import { named } from './lookups.ts';

export const join = eager(
  'Fn::Join: [delimiter, list]',
  z.tuple([z.string(), z.array(Text)]),
  ([by, parts]) => parts.join(by),
);

export const split = eager('Fn::Split: [delimiter, text]', z.tuple([z.string().min(1), Text]), ([by, text]) =>
  text.split(by),
);

export const replace = eager(
  'Fn::Replace: [{ old: new }, text]',
  z.tuple([z.record(z.string().min(1), Text), Text]),
  ([words, text]) =>
    Object.entries(words).reduce((replaced, [old, word]) => replaced.replaceAll(old, () => word), text),
);

export const str = eager('Fn::Str: number', z.union([z.number(), z.string()]), textOf);

export const base64Encode = eager('Fn::Base64Encode: text', Text, (text) =>
  Buffer.from(text).toString('base64'),
);

export const base64Decode = eager('Fn::Base64Decode: text', z.base64(), (text) =>
  Buffer.from(text, 'base64').toString(),
);

/** The placeholders `${Name}`, `${Resource.Attribute}`, and `${!Name}`, which becomes the text `${Name}`. */
export const placeholder = /\$\{(!?)([^${}]*)\}/g;

const usage = 'Fn::Sub: text, or [text, { name: value }]';
const Sub = z.union([
  z.string().transform((text): [string, Properties] => [text, {}]),
  z.tuple([z.string(), z.custom<Properties>(isRecord)]),
]);

export const sub: Intrinsic = (argument, scope, resolve) => {
  const [text, variables] = understood(usage, Sub, argument);
  return text.replace(placeholder, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return textOf(resolve(variables[name]));
    const [resource, attribute] = /^([^.]+)\.(.+)$/.exec(name)?.slice(1) ?? [];
    const value = resource === undefined ? named(name, scope) : scope.attributeOf(resource, attribute);
    if (typeof value === 'symbol') throw new TemplateError(`Fn::Sub names ${name}, which is no value`);
    return textOf(value);
  });
};
