import { isMap } from 'yaml';
import { formatYaml, parseYaml, readOwn } from './document.ts';
import { fill } from './fill.ts';
import { settle } from './settle.ts';

/** Writes the file for Serverless Devs from its own text and the template of MySQL, with the defaults of its parameters. */
export function devsFileOf(mysql: string): string {
  const own = readOwn('s.yaml');
  const template = parseYaml(mysql);
  settle(template, { open: new Set(), holds: new Set() });
  const at = (...path: string[]) => template.getIn(path, true);
  const defaults = Object.keys(entriesOf(at('Parameters'))).map((name) => [
    name.replace(/^RdsMysql/, ''),
    at('Parameters', name, 'Default'),
  ]);
  const props = {
    ...entriesOf(at('Resources', 'RdsMysqlFunction', 'Properties')),
    AsyncInvokeConfig: at('Resources', 'RdsMysqlRetries', 'Properties'),
    Triggers: [at('Resources', 'RdsMysqlTimer', 'Properties')],
  };
  const from = { Vars: Object.fromEntries(defaults), Resources: { Rotation: { Props: props } } };
  fill(own.contents, template.createNode(from), (name) => name.charAt(0).toUpperCase() + name.slice(1));
  return formatYaml(own);
}

const entriesOf = (map: unknown): Record<string, unknown> =>
  isMap(map) ? Object.fromEntries(map.items.map(({ key, value }) => [String(key), value])) : {};
