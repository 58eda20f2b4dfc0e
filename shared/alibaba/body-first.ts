import { Answered } from './failure.ts';

type Parameters = Readonly<Record<string, string>>;

/** Operations of this process whose gateway has read a body, or has turned out to read the query only. */
const readBody = new Set<string>();
const readQueryOnly = new Set<string>();

/** What official clients send in the body as well. Source: `@alicloud/ros20190910`, CreateChangeSet. */
const alwaysInBody: readonly string[] = ['TemplateBody'];

/** Where the parameters of one attempt stand. */
export interface Places {
  readonly query: Parameters;
  readonly body?: Parameters;
}

interface Attempts<Answer> {
  /** An operation at one address. */
  readonly operation: string;
  readonly query: Parameters;
  /** Parameters that had better not stand in a URL. */
  readonly form: Parameters;
  readonly signal: AbortSignal;
  send(places: Places): Promise<Answer>;
}

/**
 * Sends parameters in the body, where no proxy logs them. All official SDKs send them in the query: where the gateway
 * turns out not to have read the body they go there once more, and for the rest of the process at once. Throws what
 * the attempts throw.
 */
export async function bodyFirst<Answer>(attempts: Attempts<Answer>): Promise<Answer> {
  const { operation, form, signal, send } = attempts;
  const asOfficial = officialPlaces(attempts);
  if (readQueryOnly.has(operation)) return send(asOfficial);
  const names = Object.keys(form).filter((name) => !alwaysInBody.includes(name));
  try {
    const answer = await send({ query: attempts.query, body: form });
    readBody.add(operation);
    return answer;
  } catch (error) {
    if (signal.aborted || !isUnread(error, names, readBody.has(operation))) throw error;
  }
  // Only a success teaches where this gateway looks: whatever refuses the second attempt may be of any other cause.
  const answer = await send(asOfficial);
  readQueryOnly.add(operation);
  return answer;
}

function officialPlaces({ query, form }: Pick<Attempts<unknown>, 'query' | 'form'>): Places {
  const moved = Object.entries(form).filter(([name]) => !alwaysInBody.includes(name));
  const stays = Object.entries(form).filter(([name]) => alwaysInBody.includes(name));
  return {
    query: { ...query, ...Object.fromEntries(moved) },
    ...(stays.length > 0 ? { body: Object.fromEntries(stays) } : {}),
  };
}

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
