import { isMap } from 'yaml';
import { formatYaml, parseYaml, readOwn } from './document.ts';
import { fill } from './fill.ts';
import { settle } from './settle.ts';

/** Conditions of the template of MySQL that hold in the example, which makes what they ask for. */
const holds = new Set([
  'InVpc',
  'WithLayer',
  'WithCaFile',
  'WithNewLogs',
  'WithRdsMysqlAdmin',
  'WithNewRdsMysqlSecret',
]);

/** Writes the example from its own text and the template of MySQL. */
export function exampleOf(mysql: string): string {
  const own = readOwn('example.yml');
  const template = parseYaml(mysql);
  const names = ['Parameters', 'Conditions'].flatMap((section) => {
    const entries = own.get(section);
    return isMap(entries) ? entries.items.map(({ key }) => String(key)) : [];
  });
  settle(template, { open: new Set(names), holds });
  fill(own.contents, template.contents);
  return formatYaml(own);
}
