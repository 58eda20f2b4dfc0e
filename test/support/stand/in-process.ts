import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, stripVTControlCharacters } from 'node:util';
import { functionNames } from '../../../shared/build/bundle.ts';
import { compose } from '../../../shared/entry/composition.ts';
import { serve } from '../../../shared/entry/handler.ts';
import { run } from '../../../shared/operator/cli/run.ts';
import type { Cloud } from './cloud.ts';
import { type Ended, Failure, type Invocation, type InvokeOptions } from './invocation.ts';
import { platformContext } from './platform-context.ts';
import { withVariables } from './variables.ts';

const root = join(import.meta.dirname, '../../..');

async function typeOf(name: string) {
  const module = await import(
    /* @vite-ignore */ pathToFileURL(join(root, 'functions', name, 'index.ts')).href
  );
  return module.type;
}

async function allTypes() {
  return Promise.all((await functionNames(root)).map(async (name) => compose(await typeOf(name))));
}

/** One invocation of a function in this process, under the role of its template, and all that it says. */
export async function invoke(
  cloud: Cloud,
  name: string,
  event: unknown,
  { timeout = 600 }: Pick<InvokeOptions, 'timeout'> = {},
): Promise<Invocation> {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const { context, variables } = await platformContext(cloud, name, text, timeout);
  const lines: string[] = [];
  const handler = serve(await typeOf(name), { variables, print: (line) => lines.push(line) });
  const startedAt = performance.now();
  const ended = (answer: Partial<Invocation>, stderr = ''): Invocation => ({
    exitCode: 0,
    stdout: lines.join('\n'),
    stderr,
    took: performance.now() - startedAt,
    ...answer,
  });
  try {
    return ended({ result: { ...(await handler(Buffer.from(text), context)) } });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message } = error;
    const [code, aftermath] = ['code', 'aftermath'].map((field) => Reflect.get(error, field));
    return ended(
      { failure: Failure.parse({ name, message, code, aftermath }) },
      `${inspect(error, { depth: 10, showHidden: true })}${error.stack}`,
    );
  }
}

/** One command of the operator's tool in this process. */
export function rotator(cloud: Cloud, ...argv: readonly string[]): Promise<Ended> {
  return withVariables(cloud.variables, async () => {
    const said = { stdout: '', stderr: '' };
    const collect = (stream: keyof typeof said) => ({
      write: (text: string) => {
        said[stream] += stripVTControlCharacters(text);
      },
    });
    const streams = { stdout: collect('stdout'), stderr: collect('stderr') };
    const exitCode = await run(await allTypes(), argv, streams);
    return { exitCode, ...said };
  });
}
