import { Answered } from './failure.ts';

/** Operations of this process whose gateway has read a body, or has turned out to read the query only. */
const readBody = new Set<string>();
const readQueryOnly = new Set<string>();

interface Attempts<Answer> {
  /** An operation at one address. */
  readonly operation: string;
  /** Names of the parameters that are put into the body. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  inBody(): Promise<Answer>;
  inQuery(): Promise<Answer>;
}

/**
 * Sends parameters in the body, where no proxy logs them. All official SDKs send them in the query: where the gateway
 * turns out not to have read the body they go there once more, and for the rest of the process at once. Throws what
 * the attempts throw.
 */
export async function bodyFirst<Answer>(attempts: Attempts<Answer>): Promise<Answer> {
  const { operation, names, signal } = attempts;
  if (readQueryOnly.has(operation)) return attempts.inQuery();
  try {
    const answer = await attempts.inBody();
    readBody.add(operation);
    return answer;
  } catch (error) {
    if (signal.aborted || !isUnread(error, names, readBody.has(operation))) throw error;
  }
  try {
    const answer = await attempts.inQuery();
    readQueryOnly.add(operation);
    return answer;
  } catch (error) {
    if (isRefusal(error) && !isUnread(error, names, false)) readQueryOnly.add(operation);
    throw error;
  }
}

const isRefusal = (error: unknown) => refused(error) !== undefined;

function refused(error: unknown) {
  const answered = Answered.safeParse(error).data;
  return answered && answered.statusCode >= 400 && answered.statusCode < 500 ? answered : undefined;
}

const misses = /missing|mandatory|required|not (?:given|specified|supplied)|must not be (?:null|empty)/i;

/**
 * Whether an answer misses one of the parameters, or finds fault with one: that may be how a gateway says that it has
 * not seen it. Where bodies were read before, a fault is a fault.
 */
function isUnread(error: unknown, names: readonly string[], isRead: boolean): boolean {
  const answered = refused(error);
  if (!answered) return false;
  const { code, data } = answered;
  const [, subject] = /^(?:Missing|Invalid)(.*)$/.exec(code) ?? [];
  if (subject === undefined) return false;
  const words = [...subject.split('.'), ...(data?.Message ?? '').split(/[^\w.]+|\.(?!\w)/)];
  if (!names.some((name) => words.includes(name))) return false;
  return !isRead || misses.test(`${code} ${data?.Message}`);
}
