import { Answered } from './failure.ts';

type Parameters = Readonly<Record<string, string>>;

/** Operations of this process whose gateway reads a body, and those whose gateway reads only the query. */
const readBody = new Set<string>();
const readQueryOnly = new Set<string>();

/** Parameters that official clients send in the body too. Source: `@alicloud/ros20190910`, CreateChangeSet. */
const alwaysInBody: readonly string[] = ['TemplateBody'];

/** The places of the parameters in one attempt. */
export interface Places {
  readonly query: Parameters;
  readonly body?: Parameters;
}

interface Attempts<Answer> {
  /** The name of an operation, and the address at which it is called. */
  readonly operation: string;
  readonly query: Parameters;
  /** Parameters that should not be in a URL. */
  readonly form: Parameters;
  readonly signal: AbortSignal;
  send(places: Places): Promise<Answer>;
}

/**
 * Sends parameters in the body, where no proxy logs them. All official SDKs send them in the query. If the gateway has
 * not read the body, sends them again in the query, and uses only the query for the rest of the process. Throws what
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
  // Only a success shows that this gateway reads the query: a refused second attempt may have any other cause.
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
 * Whether an answer calls a parameter missing or invalid: the gateway may not have read the body. If it has read
 * bodies of this operation before, only a missing parameter counts, since an invalid one is then really invalid.
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
