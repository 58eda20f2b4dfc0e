import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { InvocationFailed } from '../../../shared/engine/rotation/errors.ts';
import { serve } from '../../../shared/entry/handler.ts';

const context = {
  requestId: '1-2-3',
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  function: { name: 'thing', memory: 512, timeout: 60 },
  region: 'cn-hangzhou',
};

it.each([
  ['an error', new TypeError('canary')],
  ['what is no error', 'canary'],
])(
  'a bug ends an invocation as a failure with code and aftermath, and is logged with its place: %s',
  async (_, bug) => {
    const lines: string[] = [];
    const handler = serve(
      () => {
        throw bug;
      },
      { variables: { ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou' }, print: (line) => lines.push(line) },
    );
    const event = Buffer.from(JSON.stringify({ Operation: 'rotate', SecretId: 'Thing' }));
    const failure = await handler(event, context).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvocationFailed);
    expect(failure).toMatchObject({ code: 'internal-error', aftermath: 'untouched' });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'error',
        event: 'invocation-failed',
        code: 'internal-error',
        trace: { kind: bug instanceof Error ? 'TypeError' : 'string', frames: expect.any(Array) },
      }),
    ]);
    expect(`${lines.join()}${inspect(failure, { depth: 9, showHidden: true })}`).not.toContain('canary');
  },
);
