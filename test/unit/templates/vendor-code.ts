import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PropertyFact, PropertyTable } from './resource-type.ts';

const resolve = createRequire(import.meta.url).resolve;

const mapper = /^function (ros\w+ToRosTemplate)\(properties.*?^}/gms;
const property = /'(\w+)': (.+)\(properties\.(\w+)\),/g;
const nestedMapper = /(?<!\.)\b(ros[A-Z]\w*PropertyToRosTemplate)/;
const attribute = /this\.attr\w+ = this\.getAtt\('(\w+)'\)/g;

/**
 * What the generated code of one package of the ROS CDK tells of its types. It ignores a property it does not know;
 * the functions that map names are where it says which there are.
 */
export class VendorCode {
  readonly #text: string;
  readonly #mappers: ReadonlyMap<string, string>;

  constructor(service: string) {
    const folder = dirname(resolve(`@alicloud/ros-cdk-${service}`));
    this.#text = readFileSync(join(folder, `${service}.generated.js`), 'utf8');
    this.#mappers = new Map([...this.#text.matchAll(mapper)].map(([body, name = '']) => [name, body]));
  }

  /** Of a class such as `RosFunction`. */
  properties(className: string): PropertyTable {
    return this.#table(`r${className.slice(1)}PropsToRosTemplate`);
  }

  attributes(className: string): readonly string[] {
    const [body = ''] = new RegExp(`^class ${className} extends .*?^}`, 'ms').exec(this.#text) ?? [];
    return [...body.matchAll(attribute)].flatMap(([, name]) => name ?? []);
  }

  #table(name: string): PropertyTable {
    const body = this.#mappers.get(name);
    if (body === undefined) throw new Error(`the generated code has no ${name}`);
    return new Map(
      [...body.matchAll(property)].map(([, own = '', expression = '', vendorName = '']) => {
        const nested = nestedMapper.exec(expression)?.[1];
        const fact: PropertyFact = { vendorName, nested: nested ? this.#table(nested) : undefined };
        return [own, fact];
      }),
    );
  }
}
