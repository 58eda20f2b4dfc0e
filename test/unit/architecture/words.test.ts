import { Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { type ParsedSource, readSources } from './source.ts';

/** Names that the code had once, and that no manual of the field knows. What took their place stands in the glossary. */
const gone = [
  'Pass',
  'Opened',
  'Looked',
  'untold',
  'office',
  'Office',
  'errand',
  'Errand',
  'workOff',
  'Gate',
  'yard',
  'Yard',
  'wish',
  'Wish',
  'blueprint',
  'Blueprint',
  'consent',
  'standing',
  'Standing',
  'Barred',
  'NoWayBack',
  'FormerRejected',
  'worsen',
  'chance',
  'Surroundings',
  'Commission',
  'narrate',
  'passage',
  'Passage',
  'site',
  'Site',
  'twin',
  'twins',
  'soak',
  'Access',
  'carryOut',
  'evict',
  'expel',
  'tryOld',
  'judge',
  'held',
  'swept',
  'Swept',
  'lane',
  'Lane',
  'handOn',
  'apart',
  'standIn',
  'withdraw',
  'usable',
  'overlaps',
  'prove',
  'Letter',
  'said',
  'ground',
  'settle',
];

/** Names that are right where they are: fields of the wire. */
const kept = new Set(['Lane shared/entry/event.ts', 'Lane shared/alibaba/fc/hand-over.ts']);

/** How no doc comment begins: a reader would look for the sentence that these belong to. */
const loose =
  /^(What|Of|For which|That|Who|Whoever|Where|How|When|As|So|It|The same|Only|Nothing|No|Not|More|Else)\b/;

const sources = await readSources('functions', 'shared');

describe('the words of the code', () => {
  it('are read from all of it', () => {
    expect(sources.flatMap(declared).length).toBeGreaterThan(5_000);
    expect(sources.flatMap(docComments).length).toBeGreaterThan(2_000);
  });

  it('are not those that have left', () => {
    const found = sources.flatMap((source) =>
      declared(source)
        .filter((name) => gone.includes(name))
        .map((name) => `${name} ${source.path}`),
    );
    expect([...new Set(found)].filter((one) => !kept.has(one))).toEqual([]);
  });

  it('begin each doc comment as a sentence of its own', () => {
    const found = sources.flatMap((source) =>
      docComments(source)
        .filter((comment) => loose.test(comment))
        .map((comment) => `${source.path}: ${comment.slice(0, 60)}`),
    );
    expect(found).toEqual([]);
  });
});

function declared({ program }: ParsedSource): readonly string[] {
  const names: string[] = [];
  const add = (node: { readonly type: string; readonly name?: unknown } | null | undefined) => {
    if (node?.type === 'Identifier' && typeof node.name === 'string') names.push(node.name);
  };
  new Visitor({
    VariableDeclarator: ({ id }) => add(id),
    FunctionDeclaration: ({ id, params }) => [id, ...params].forEach(add),
    FunctionExpression: ({ params }) => params.forEach(add),
    ArrowFunctionExpression: ({ params }) => params.forEach(add),
    ClassDeclaration: ({ id }) => add(id),
    TSInterfaceDeclaration: ({ id }) => add(id),
    TSTypeAliasDeclaration: ({ id }) => add(id),
    TSPropertySignature: ({ key }) => add(key),
    TSMethodSignature: ({ key }) => add(key),
    PropertyDefinition: ({ key }) => add(key),
    MethodDefinition: ({ key }) => add(key),
  }).visit(program);
  return names;
}

/** The texts of the doc comments of a file, without their marks. */
function docComments({ comments }: ParsedSource): readonly string[] {
  return comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .map(({ value }) => value.replace(/^\*\s*(\*\s*)?/, '').trim());
}
