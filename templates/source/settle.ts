import { type Document, isScalar, isSeq, visit, type YAMLMap } from 'yaml';

/** What stays open in a template, as names of parameters and conditions, and the conditions that hold of the others. */
export interface Choices {
  readonly open: ReadonlySet<string>;
  readonly holds: ReadonlySet<string>;
}

/** Makes the choices of a template: a parameter that is not open has its default, and a condition has one branch. */
export function settle(template: Document, { open, holds }: Choices): void {
  const defaultOf = (name: unknown) => {
    const value = template.getIn(['Parameters', name, 'Default'], true);
    return isScalar(value) && !open.has(String(name)) ? value : undefined;
  };
  const isSettled = (condition: string) => template.hasIn(['Conditions', condition]) && !open.has(condition);
  visit(template, {
    Map: (_, node) => {
      const choice = node.get('Fn::If');
      if (!isSeq(choice) || !isSettled(String(choice.get(0)))) return undefined;
      const branch = choice.get(holds.has(String(choice.get(0))) ? 1 : 2, true);
      return isScalar(branch) && branch.value === 'ALIYUN::NoValue' ? visit.REMOVE : branch;
    },
    Pair: (_, { key, value }) =>
      String(key) === 'Condition' && isSettled(String(value)) ? visit.REMOVE : undefined,
    Scalar: (_, node) => {
      if (node.tag === '!Ref') return defaultOf(node.value);
      if (typeof node.value === 'string')
        node.value = node.value.replace(/\$\{(\w+)\}/g, (text, name) => String(defaultOf(name) ?? text));
      return undefined;
    },
  });
  visit(template, {
    Map: (_, node) => mergedLists(node),
    // The branch of a settled condition was no value.
    Pair: (_, { value }) => (value === null ? visit.REMOVE : undefined),
  });
}

function mergedLists(node: YAMLMap) {
  const lists = node.get('Fn::ListMerge');
  if (!isSeq(lists) || !lists.items.every(isSeq)) return undefined;
  lists.items = lists.items.flatMap(({ items }) => items);
  return lists;
}
