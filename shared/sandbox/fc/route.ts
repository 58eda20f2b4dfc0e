import type { Parameters } from '../operation.ts';
import type { WireRequest } from '../wire-request.ts';
import { invalid } from './refusals.ts';

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly action: string;
}

const one = '([^/]+)';
const at = (path: string) => new RegExp(`^/2023-03-30/functions${path}$`);
const functions = at('');
const aFunction = at(`/${one}`);
const triggers = at(`/${one}/triggers`);
const aTrigger = at(`/${one}/triggers/${one}`);
const asyncInvokeConfig = at(`/${one}/async-invoke-config`);
const invocations = at(`/${one}/invocations`);

const routes: readonly Route[] = [
  { method: 'POST', path: functions, action: 'CreateFunction' },
  { method: 'GET', path: functions, action: 'ListFunctions' },
  { method: 'GET', path: aFunction, action: 'GetFunction' },
  { method: 'PUT', path: aFunction, action: 'UpdateFunction' },
  { method: 'DELETE', path: aFunction, action: 'DeleteFunction' },
  { method: 'POST', path: triggers, action: 'CreateTrigger' },
  { method: 'GET', path: triggers, action: 'ListTriggers' },
  { method: 'GET', path: aTrigger, action: 'GetTrigger' },
  { method: 'PUT', path: aTrigger, action: 'UpdateTrigger' },
  { method: 'DELETE', path: aTrigger, action: 'DeleteTrigger' },
  { method: 'PUT', path: asyncInvokeConfig, action: 'PutAsyncInvokeConfig' },
  { method: 'GET', path: asyncInvokeConfig, action: 'GetAsyncInvokeConfig' },
  { method: 'DELETE', path: asyncInvokeConfig, action: 'DeleteAsyncInvokeConfig' },
  { method: 'POST', path: invocations, action: 'InvokeFunction' },
];

interface Routed {
  readonly action: string;
  readonly parameters: Parameters;
}

/** Returns the operation that a method and a path ask for. Names in the path take precedence over names in the body. */
export function route(request: WireRequest): Routed | undefined {
  for (const { method, path, action } of routes) {
    const [, functionName, triggerName] = path.exec(request.path) ?? [];
    if (request.method !== method || !path.test(request.path)) continue;
    const named = namesIn({ functionName, triggerName });
    if (named === undefined) return undefined;
    if (action === 'InvokeFunction') return { action, parameters: invocation(request, named.functionName) };
    return { action, parameters: { ...Object.fromEntries(request.query), ...bodyOf(request), ...named } };
  }
  return undefined;
}

function invocation({ headers, query, body }: WireRequest, functionName: string | undefined): Parameters {
  return {
    FunctionName: functionName,
    InvocationType: headers.get('x-fc-invocation-type'),
    TaskId: headers.get('x-fc-async-task-id'),
    Qualifier: query.get('qualifier'),
    Payload: body,
  };
}

/** Decodes the names in a path. Returns undefined if one is not encoded as a path is: nothing is there then. */
function namesIn(
  encoded: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(encoded).flatMap(([key, name]) =>
        name === undefined ? [] : [[key, decodeURIComponent(name)]],
      ),
    );
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function bodyOf({ body }: WireRequest): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Text that is not JSON fails in the same way as JSON that is not an object.
  }
  throw invalid('The body is no JSON object.');
}
