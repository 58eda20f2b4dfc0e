import type { HouseTemplate } from '../../../support/templates/house-template.ts';
import type { Check } from './check.ts';
import { mentions } from './mentions.ts';

/** Properties that hold a value nobody may read. */
const confidential = /\.(SecretData|AccountPassword|MasterUserPassword)$/;
const sensitiveName = /(Password|Value|Token|Credential|SecretData)$/;
/** How values are made is no value. */
const harmless = ['GenericValue'];

/** Hidden since it is long, not since it is secret. */
const long = /Function\.Code\.ZipFile\b/;

/** A parameter whose value is secret is hidden by the console, and goes nowhere but where secrets are kept. */
export const secrecy: Check = (template) => {
  const hidden = new Set(
    Object.entries(template.Parameters).flatMap(([name, { NoEcho }]) => (NoEcho ? [name] : [])),
  );
  return [
    ...Object.keys(template.Parameters)
      .filter((name) => sensitiveName.test(name) && !harmless.includes(name) && !hidden.has(name))
      .map((name) => `${name}: its value is secret, and NoEcho is not true`),
    ...uses(template).flatMap(({ name, path }) => {
      const safe = confidential.test(path);
      if (safe && name in template.Parameters && !hidden.has(name))
        return [`${path}: ${name} is shown by the console, since NoEcho is not true`];
      return !safe && hidden.has(name) && !long.test(path)
        ? [`${path}: ${name} is secret, and can be read there`]
        : [];
    }),
  ];
};

function uses({ Resources, Outputs }: HouseTemplate) {
  const all = [
    ...Object.entries(Resources).flatMap(([id, { Properties }]) =>
      Object.entries(Properties).flatMap(([property, value]) => mentions(value, `${id}.${property}`)),
    ),
    ...Object.entries(Outputs).flatMap(([id, { Value }]) => mentions(Value, id)),
  ];
  return all.flatMap((mention) => (mention.kind === 'value' ? [mention] : []));
}
