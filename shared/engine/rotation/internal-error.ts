import { type Aftermath, type ErrorCode, RotationError } from './errors.ts';

/** Where a foreign error was thrown. Its message is left behind: it may quote whatever the code was given. */
export interface Trace {
  readonly kind: string;
  readonly frames: readonly string[];
}

/** A bug, ours or of a package. Its kind and its place in the code are known, and nothing that it says. */
export class InternalError extends RotationError {
  readonly trace: Trace;

  constructor(error: unknown) {
    const trace = traceOf(error);
    super(
      'internal-error',
      `a bug of this product ended it (${trace.kind}). Report it with the version and the place in the code, which stands in the log of the function; at a terminal ROTATION_DEBUG=1 writes it to a file.`,
    );
    this.trace = trace;
  }
}

/** What a bug was told as first, so that all who catch it on its way add to the same. */
const toldAs = new WeakMap<object, InternalError>();

/**
 * Each failure as one of ours, with a code and an aftermath. A bug is thrown on as it is; whoever records it, or ends what
 * it has ended, tells it so.
 */
export function ours(error: unknown): RotationError {
  if (error instanceof RotationError) return error;
  if (!(error instanceof Error)) return new InternalError(error);
  const told = toldAs.get(error) ?? new InternalError(error);
  toldAs.set(error, told);
  return told;
}

/** Of several calls to a service, which has failed is not known: what they were to change may be changed. */
const maybeApplied: readonly ErrorCode[] = ['unreachable', 'service-error', 'internal-error'];

/** Does what changes a service: a failure that may have come after the change tells so. */
export async function duringChange<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const failure = ours(error);
    if (maybeApplied.includes(failure.code)) failure.raiseAftermath('unknown');
    throw error;
  }
}

/** Does what comes after a change of a service: its failure tells what was left behind. */
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
  // A message of several lines could pass for frames.
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
