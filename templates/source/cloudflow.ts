import { isScalar } from 'yaml';
import { formatYaml, parseYaml, readOwn } from './document.ts';
import { fill } from './fill.ts';

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** Parameters of the template of MySQL that are limited as those of the flow are. */
const limited = new Map([
  ['FlowName', 'RdsMysqlFunctionName'],
  ['SecretNames', 'RdsMysqlSecretNames'],
]);

/** Writes the template of the flow from its own text, which has one step for all, and the template of MySQL. */
export function cloudflowOf(mysql: string): string {
  const own = readOwn('cloudflow.yml');
  fill(own.contents, parseYaml(mysql).contents, (name) => limited.get(name) ?? name);
  const flow = own.getIn(['Resources', 'Flow', 'Properties', 'Definition', 'Fn::Sub', 0], true);
  if (isScalar(flow)) flow.value = String(flow.value).replace(/ *- Type: Task\n[\s\S]*<next>\n/, inSteps);
  return formatYaml(own);
}

const inSteps = (text: string) =>
  steps
    .map((step, index) => {
      const next = steps[index + 1];
      return text.replaceAll('<step>', step).replace('<next>', next ? `Next: ${next}` : 'End: true');
    })
    .join('');
