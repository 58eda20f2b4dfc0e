import type { IncomingHttpHeaders } from 'node:http';

/** The headers that an invocation must have, and their form. */
const needed: readonly (readonly [string, RegExp])[] = [
  ['x-fc-request-id', /^[\w-]{1,128}$/],
  ['x-fc-function-name', /^[\w-]{1,64}$/],
  ['x-fc-function-memory', /^\d{1,6}$/],
  ['x-fc-function-timeout', /^\d{1,6}$/],
];

const pair = ['x-fc-access-key-id', 'x-fc-access-key-secret'];

/**
 * Returns the context of the built-in runtime, from the headers of the custom one. Returns a text with the problem if
 * the headers do not fit. Without a role there are no keys. Source: FC, "Common request headers".
 */
export function contextOf(headers: IncomingHttpHeaders) {
  const text = (name: string) => [headers[name]].flat().join(',');
  const wrong = needed.find(([name, form]) => !form.test(text(name)));
  if (wrong) return `the header ${wrong[0]} is absent or malformed`;
  const [accessKeyId = '', accessKeySecret = ''] = pair.map(text);
  if ((accessKeyId === '') !== (accessKeySecret === ''))
    return `one of the headers ${pair.join(' and ')} is absent`;
  const securityToken = text('x-fc-security-token');
  return {
    requestId: text('x-fc-request-id'),
    ...(accessKeyId !== '' && { credentials: { accessKeyId, accessKeySecret, securityToken } }),
    function: {
      name: text('x-fc-function-name'),
      handler: text('x-fc-function-handler'),
      memory: Number(text('x-fc-function-memory')),
      timeout: Number(text('x-fc-function-timeout')),
    },
    service: {
      logProject: text('x-fc-service-logproject'),
      logStore: text('x-fc-service-logstore'),
      qualifier: text('x-fc-qualifier'),
      versionId: text('x-fc-version-id'),
    },
    region: text('x-fc-region'),
    accountId: text('x-fc-account-id'),
  };
}
