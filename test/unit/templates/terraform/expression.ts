import { getExpressionAst } from '@cdktf/hcl2json';
import * as z from 'zod';

/** A node as HashiCorp's parser gives it. */
interface Node {
  readonly type: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly children: readonly Node[];
}

const Node: z.ZodType<Node> = z.object({
  type: z.string(),
  meta: z.record(z.string(), z.unknown()).default({}),
  get children() {
    return z.array(Node).default([]);
  },
});

/** What names stand for, as `var.schedule`; a value that is a Template is evaluated when it is asked for. */
export type Lookup = (path: readonly string[]) => Promise<unknown>;

/** A value of a parsed file: texts in it may hold expressions. */
export async function evaluate(given: unknown, lookup: Lookup): Promise<unknown> {
  if (Array.isArray(given)) return Promise.all(given.map((one) => evaluate(one, lookup)));
  if (typeof given === 'object' && given !== null) return record(Object.entries(given), lookup);
  if (typeof given !== 'string' || !given.includes('${')) return given;
  const whole = /^\$\{([\s\S]*)\}$/.exec(given)?.[1];
  try {
    return await resultOf(await parsed(whole ?? `"${given}"`), lookup);
  } catch (error) {
    if (whole === undefined) throw error;
    return await resultOf(await parsed(`"${given}"`), lookup);
  }
}

async function record(entries: readonly (readonly [string, unknown])[], lookup: Lookup): Promise<object> {
  const pairs = entries.map(async ([name, value]) => [name, await evaluate(value, lookup)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

async function parsed(expression: string): Promise<Node> {
  return Node.parse(await getExpressionAst('expression.tf', expression));
}

/** The kinds of expressions that the module is written in; any other one is not understood, and thrown. */
async function resultOf(node: Node, lookup: Lookup): Promise<unknown> {
  const all = () => Promise.all(node.children.map((child) => resultOf(child, lookup)));
  switch (node.type) {
    case 'literalValue':
      return literal(node.meta);
    case 'template':
      return (await all()).map(String).join('');
    case 'tuple':
      return await all();
    case 'scopeTraversal':
      return await lookup(Segments.parse(node.meta.traversal).map(({ segment }) => segment));
    case 'object':
      return await record(Object.entries(Items.parse(node.meta.items)).map(asExpression), lookup);
    case 'conditional': {
      const { conditionExpression, trueExpression, falseExpression } = Branches.parse(node.meta);
      const holds = await resultOf(await parsed(conditionExpression), lookup);
      return await resultOf(await parsed(holds ? trueExpression : falseExpression), lookup);
    }
    case 'binaryOp':
      return compared(String(node.meta.operator), await all());
    case 'for':
      return await eachOf(node, lookup);
    // Parentheses.
    case '':
      return (await all())[0];
    case 'function':
      return called(String(node.meta.name), await all());
    default:
      throw new Error(`not understood: ${node.type} ${node.meta.value}`);
  }
}

const Segments = z.array(z.object({ segment: z.string() }));
const Items = z.record(z.string(), z.string());
const Branches = z.object({
  conditionExpression: z.string(),
  trueExpression: z.string(),
  falseExpression: z.string(),
});
const For = z.object({ collectionExpression: z.string(), valVar: z.string(), valueExpression: z.string() });
const List = z.array(z.unknown());
const Fields = z.record(z.string(), z.unknown());

const asExpression = ([name, text]: [string, string]) => [name.replaceAll('"', ''), `\${${text}}`] as const;

function literal({ type, value }: Node['meta']): unknown {
  if (type === 'number') return Number(value);
  if (type === 'bool') return value === 'true';
  return value === 'null' && type !== 'string' ? undefined : value;
}

function compared(operator: string, [one, other]: readonly unknown[]): boolean {
  if (operator === 'equal') return one === other;
  if (operator === 'notEqual') return one !== other;
  throw new Error(`not understood: ${operator}`);
}

async function eachOf({ meta }: Node, lookup: Lookup): Promise<readonly unknown[]> {
  const { collectionExpression, valVar, valueExpression } = For.parse(meta);
  const items = List.parse(await resultOf(await parsed(collectionExpression), lookup));
  const value = await parsed(valueExpression);
  return Promise.all(
    items.map((item) => resultOf(value, async (path) => (path[0] === valVar ? item : lookup(path)))),
  );
}

/** Source: Terraform "Built-in Functions". */
function called(name: string, given: readonly unknown[]): unknown {
  switch (name) {
    case 'concat':
      return given.flatMap((list) => List.parse(list));
    case 'merge':
      return Object.assign({}, ...given.map((map) => Fields.parse(map)));
    case 'length':
      return List.parse(given[0]).length;
    case 'jsonencode':
      return JSON.stringify(given[0]);
    default:
      throw new Error(`not understood: ${name}()`);
  }
}
