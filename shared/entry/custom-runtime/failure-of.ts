/** The report of a failed invocation to the platform, in the form of its built-in runtime. */
export interface FailureBody {
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * Returns the report of a failed invocation. It has the message of a known error, which holds no value of a secret. For
 * a bug, it has only the kind.
 */
export function failureOf(error: unknown): FailureBody {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: 'the function failed' };
  const isOurs = 'aftermath' in error && 'code' in error;
  return { errorType: error.name, errorMessage: isOurs ? error.message : 'the function failed unexpectedly' };
}
