/** What the platform is told of an invocation that failed, in the words of its built-in runtime. */
export interface FailureBody {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** A failed invocation says its message, which holds no value of a secret. Of a bug only its kind is told. */
export function failureOf(error: unknown): FailureBody {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: 'the function failed' };
  const isOurs = 'aftermath' in error && 'code' in error;
  return { errorType: error.name, errorMessage: isOurs ? error.message : 'the function failed unexpectedly' };
}
