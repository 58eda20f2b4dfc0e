import { expect, it } from 'vitest';
import * as z from 'zod';
import { render } from '../../support/templates/rendering.ts';
import { templateFile } from '../../support/templates/template-files.ts';

const { text } = templateFile('generic.yml');
const Tags = z.array(z.object({ Key: z.string(), Value: z.string() }));

const needed = {
  BundleBucket: 'bundles',
  GenericBundle: 'generic/0123456789abcdef.zip',
  GenericSecretNames: 'key',
  GenericBootstrapValue: 'first',
};

function tagsFor(given: Readonly<Record<string, string>>): readonly string[] {
  const all = { ...needed, ...given };
  const made = render(text, new Map(Object.entries(all))).find(({ id }) => id === 'GenericSecret');
  return Tags.parse(made?.properties.Tags).map(({ Key, Value }) => `${Key} ${Value}`);
}

it.each(['none', 'ssh-key'])(
  'a first secret of the strategy %s is made a value in its usual way',
  (strategy) => {
    const tags = tagsFor({ GenericStrategy: strategy });
    expect(tags).toContain(`rotation:strategy ${strategy}`);
    expect(tags.join()).not.toMatch(/rotation:(value|fields)/);
  },
);

it('a first secret is made a value as its stack says', () => {
  expect(tagsFor({ GenericValue: 'hex:bytes=32', GenericFields: 'Token' })).toEqual(
    expect.arrayContaining(['rotation:value hex:bytes=32', 'rotation:fields Token']),
  );
});
