import { resolveParameters } from '../../ros-template/parameters.ts';
import { TemplateError } from '../../ros-template/template-error.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import { type Bundle, bucketParameter, type TemplateBundle } from './template-bundle.ts';

/** The values that an operator gives for the parameters of a template. */
export interface Given {
  readonly plain: Readonly<Record<string, string>>;
  /** Values that must not be echoed. They are never in a command, where every process can read them. */
  readonly hidden: Readonly<Record<string, Sensitive>>;
}

/** The parameters to send, including those for the bundles. */
export interface StackParameters extends Given {
  /** The zips themselves in Base64. They are not secret, and too long for a URL or a terminal. */
  readonly code: Readonly<Record<string, string>>;
}

/**
 * Returns the parameters to send. Without a bucket, the code is part of the request, so that nobody can replace it on
 * the way. In a bucket, it is an object, and Function Compute compares its checksum.
 */
export function parametersOf(
  { bundles, parameters }: TemplateBundle,
  bucket: string | undefined,
  { plain, hidden }: Given,
): StackParameters {
  const known = (all: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(parameters, name)));
  const code = Object.fromEntries(
    bundles.map((bundle) => [codeOf(bundle), Buffer.from(bundle.bytes).toString('base64')]),
  );
  const none = Object.fromEntries(Object.keys(code).map((name) => [name, '']));
  const objects = Object.fromEntries(
    bundles.flatMap((bundle) => [
      [bundle.parameter, bundle.object],
      [checksumOf(bundle), bundle.checksum],
    ]),
  );
  const own = { [bucketParameter]: bucket ?? '', ...objects, ...(bucket === undefined ? {} : none) };
  return { plain: { ...plain, ...known(own) }, hidden, code: bucket === undefined ? known(code) : {} };
}

const codeOf = ({ parameter }: Bundle) => parameter.replace(/Bundle$/, 'Code');
const checksumOf = ({ parameter }: Bundle) => parameter.replace(/Bundle$/, 'Checksum');

/** Returns the names of the parameters that a deployment sets itself: for the bucket, and for the code. */
export function setByDeploy({ bundles }: Pick<TemplateBundle, 'bundles'>): readonly string[] {
  return [
    bucketParameter,
    ...bundles.flatMap((bundle) => [bundle.parameter, codeOf(bundle), checksumOf(bundle)]),
  ];
}

/** Returns what is wrong with the given values, or undefined. It is called before any call to the cloud. */
export function complaint(
  { parameters, bundles }: TemplateBundle,
  { plain, hidden }: Given,
): string | undefined {
  const own = setByDeploy({ bundles });
  const names = [...Object.keys(plain), ...Object.keys(hidden)];
  const unknown = names.find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined)
    return `the template has no parameter ${unknown}; it has ${Object.keys(parameters).join(', ')}`;
  const taken = names.find((name) => own.includes(name));
  if (taken !== undefined) return `--bucket and the bundles set the parameter ${taken}`;
  const loud = Object.keys(plain).find((name) => parameters[name]?.NoEcho);
  if (loud !== undefined)
    return `every process could read the value of ${loud} in a command line: use --param-from ${loud}=env:NAME, =file:PATH or =-`;
  return malformed(parameters, { plain, hidden });
}

/** Returns the rule that a value breaks, or undefined. It never names the value. */
function malformed(parameters: TemplateBundle['parameters'], { plain, hidden }: Given): string | undefined {
  const values = new Map([
    ...Object.entries(plain),
    ...Object.entries(hidden).map(([name, value]): [string, string] => [name, value.reveal()]),
  ]);
  const definitions = Object.entries(parameters).filter(([name]) => values.has(name));
  try {
    resolveParameters({ Parameters: Object.fromEntries(definitions) }, Object.fromEntries(values));
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

/** Returns the parameters without a value that a new stack needs. */
export function missing({ parameters }: TemplateBundle, { plain, hidden }: Given): readonly string[] {
  return Object.entries(parameters)
    .filter(([, { Default, Required }]) => Default === undefined && Required !== false)
    .flatMap(([name]) => (Object.hasOwn(plain, name) || Object.hasOwn(hidden, name) ? [] : [name]));
}
