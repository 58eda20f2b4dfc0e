/** How an invocation ended: the bytes it answered, or the error it threw, or that it came to no end of its own. */
export type Ended =
  | { readonly kind: 'answered'; readonly body: Buffer }
  | {
      readonly kind: 'failed';
      readonly type: 'HandledInvocationError' | 'UnhandledInvocationError';
      readonly body: Buffer;
    };

export const unhandled = (errorMessage: string): Ended => ({
  kind: 'failed',
  type: 'UnhandledInvocationError',
  body: Buffer.from(JSON.stringify({ errorMessage })),
});
