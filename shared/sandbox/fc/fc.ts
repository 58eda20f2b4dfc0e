import type { Service } from '../operation.ts';
import { invokeFunction } from './invoke-function.ts';

const invocations = /^\/2023-03-30\/functions\/([^/]+)\/invocations$/;

/** Function Compute, which speaks the ROA style: what is asked for stands in the path, the headers and the body. */
export const fc: Service = {
  name: 'FC',
  prefix: 'fc',
  version: '2023-03-30',
  denial: 'AccessDenied',
  operations: [invokeFunction],
  route({ method, path, headers, query, body }) {
    const [, name] = invocations.exec(path) ?? [];
    if (method !== 'POST' || name === undefined) return undefined;
    const given = {
      FunctionName: decodeURIComponent(name),
      InvocationType: headers.get('x-fc-invocation-type'),
      TaskId: headers.get('x-fc-async-task-id'),
      Qualifier: query.get('qualifier'),
      Payload: body,
    };
    return { action: 'InvokeFunction', parameters: given };
  },
};
