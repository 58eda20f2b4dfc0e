import { type Aftermath, type ErrorCode, RotationError } from './errors.ts';

/**
 * The place in the code where a foreign error was thrown. Its message is left out, since it may quote any value that
 * the code was given.
 */
export interface Trace {
  readonly kind: string;
  readonly frames: readonly string[];
}

/** A bug of this product or of a package. The error has its kind and its place in the code, but not its message. */
export class InternalError extends RotationError {
  readonly trace: Trace;

  constructor(error: unknown) {
    const trace = traceOf(error);
    super(
      'internal-error',
      `a bug in this product stopped it (${trace.kind}). Report it with the version and the place in the code. The log of the function shows the place; at a terminal, ROTATION_DEBUG=1 writes it to a file.`,
    );
    this.trace = trace;
  }
}

/** The InternalError that was first made for each bug, so that all who catch the bug on its way add to the same one. */
const toldAs = new WeakMap<object, InternalError>();

/**
 * Returns any failure as a RotationError, with a code and an aftermath. The bug itself is thrown on unchanged. Code
 * that records it, or handles it at the end, uses the returned error.
 */
export function ours(error: unknown): RotationError {
  if (error instanceof RotationError) return error;
  if (!(error instanceof Error)) return new InternalError(error);
  const told = toldAs.get(error) ?? new InternalError(error);
  toldAs.set(error, told);
  return told;
}

/**
 * Codes of failures after which the change may have been made. It is not known which of several calls to a service has
 * failed.
 */
const maybeApplied: readonly ErrorCode[] = ['unreachable', 'service-error', 'internal-error'];

/** Runs work that changes a service. A failure that may have come after the change gets the aftermath `unknown`. */
export async function duringChange<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const failure = ours(error);
    if (maybeApplied.includes(failure.code)) failure.raiseAftermath('unknown');
    throw error;
  }
}

/** Runs work that follows a change of a service. Its failure reports the aftermath of that change. */
export async function afterChange<Answer>(
  aftermath: Aftermath,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    ours(error).raiseAftermath(aftermath);
    throw error;
  }
}

const kindOfError = /^[A-Za-z]{1,60}$/;
const frame = /^ {4}at [\w.$<>#[\] /\\:@()+-]{1,300}$/;
const mostFrames = 30;

export function traceOf(error: unknown): Trace {
  if (!(error instanceof Error)) return { kind: typeof error, frames: [] };
  const { name, message, stack = '' } = error;
  const kind = kindOfError.test(name) ? name : 'Error';
  // A message of several lines could look like frames.
  const at = stack.indexOf(message);
  const rest = at < 0 ? '' : stack.slice(at + message.length);
  return {
    kind,
    frames: rest
      .split('\n')
      .filter((line) => frame.test(line))
      .slice(0, mostFrames)
      .map((line) => line.trim()),
  };
}
