import { describe, expect, it } from 'vitest';
import { secretTypes } from '../../../templates/source/secret-types.ts';
import {
  type HouseTemplate,
  type Parameter,
  readHouseTemplate,
} from '../../support/templates/house-template.ts';
import { type RenderedResource, render } from '../../support/templates/rendering.ts';
import { samples } from '../../support/templates/samples.ts';
import { templateFile } from '../../support/templates/template-files.ts';

const cases = secretTypes.map(({ name: type, prefix }) => ({ type, prefix }));

const textOf = (name: string) => templateFile(`${name}.yml`).text;
const parametersOf = (name: string): HouseTemplate['Parameters'] =>
  readHouseTemplate(textOf(name)).Parameters;
const ownOf = (names: readonly string[], prefix: string) => names.filter((name) => name.startsWith(prefix));
const all = parametersOf('all');

/** What the template of one function alone makes, with everything that may be given. */
function made(name: string): readonly RenderedResource[] {
  const given = Object.keys(parametersOf(name)).flatMap((parameter): [string, string][] => {
    const sample = samples[parameter];
    return sample === undefined ? [] : [[parameter, sample]];
  });
  return render(textOf(name), new Map(given));
}

/** What belongs to a function that may be left out may be left empty; a name says of which function it is. */
function meaning(parameter: Parameter | undefined, own: boolean) {
  const { Type, Label, NoEcho, AllowedValues, AssociationProperty, Default, MinValue, MaxValue } =
    parameter ?? {};
  const facts = { Type, NoEcho, AllowedValues, AssociationProperty, MinValue, MaxValue };
  return own ? { ...facts, Default: Default ?? '' } : { ...facts, Default, Label };
}

describe('the template for all functions', () => {
  it('has the parameters of the others, and no others', () => {
    const names = cases.flatMap(({ type }) => Object.keys(parametersOf(type)));
    expect(new Set(Object.keys(all))).toEqual(new Set(names));
  });

  it.each(cases)('makes of $type what its own template makes', ({ type, prefix }) => {
    const own = made(type).filter(({ id }) => id.startsWith(prefix));
    const among = made('all').filter(({ id }) => id.startsWith(prefix));
    expect(own.length).toBeGreaterThan(6);
    expect(new Map(among.map((one) => [one.id, one]))).toEqual(new Map(own.map((one) => [one.id, one])));
  });

  it.each(cases)('leaves $type out where its bundle is not named', ({ prefix }) => {
    const rest = cases.flatMap((one) => (one.prefix === prefix ? [] : [one.prefix]));
    const given = [...rest, 'BundleBucket'].flatMap((start) =>
      Object.entries(samples).filter(([name]) => name.startsWith(start) && name in all),
    );
    const ids = render(textOf('all'), new Map(given)).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith(prefix))).toEqual([]);
    for (const other of rest) expect(ids.filter((id) => id.startsWith(other)).length).toBeGreaterThan(6);
  });
});

describe('a parameter', () => {
  it.each(cases)('has one name and one meaning in $type and in the template for all', ({ type, prefix }) => {
    const own = Object.entries(parametersOf(type));
    const facts = own.map(([name, parameter]) => [name, meaning(parameter, name.startsWith(prefix))]);
    const others = own.map(([name]) => [name, meaning(all[name], name.startsWith(prefix))]);
    expect(facts).toEqual(others);
  });

  it.each(cases)('of $type begins with its name, or is shared by all', ({ type, prefix }) => {
    const shared = Object.keys(all).filter((name) => cases.every((one) => !name.startsWith(one.prefix)));
    const names = Object.keys(parametersOf(type));
    expect(names.toSorted()).toEqual([...ownOf(names, prefix), ...shared].toSorted());
  });
});
