/** The end of an invocation: the bytes it returned, the error it threw, or the reason why it did not end by itself. */
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
