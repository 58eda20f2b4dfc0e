import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { createClient } from '@redis/client';
import * as z from 'zod';
import { signatureCheck } from './check-signature.ts';

const Value = z
  .string()
  .transform((json) => JSON.parse(json))
  .pipe(z.object({ AccountName: z.string().regex(/^[\w-]+$/), AccountPassword: z.string().min(1) }));
type Value = z.output<typeof Value>;

const Call = z.discriminatedUnion('Step', [
  z.object({ Step: z.literal('createSecret') }),
  z.object({ Step: z.literal('setSecret'), Value, CurrentValue: Value }),
  z.object({ Step: z.literal('testSecret'), Value }),
  z.object({
    Step: z.literal('finishSecret'),
    Value,
    PreviousValue: Value.optional(),
    Evict: z.literal(true).optional(),
  }),
]);
type Call = z.output<typeof Call>;

type Answer = readonly [status: number, body: object];

/**
 * A whole webhook: it rotates the password of a Redis user, who may have several at once. Each step may come again,
 * and late: what is set goes beside the current one and all that came after it, so that nobody is refused; and what
 * is finished ends only older passwords, without the previous one, which lives on for those who have not read the
 * new one yet.
 * `host` is where it is called, with the port; `adminUrl` is of a user that may run ACL GETUSER and ACL SETUSER.
 */
export function redisWebhook(key: string, host: string, adminUrl: string): RequestListener {
  const isSigned = signatureCheck(key, host);
  return async (request, response) => {
    const body = await text(request);
    const [status, answer]: Answer = isSigned(request.headers, request.url ?? '', body)
      ? await carryOut(adminUrl, Call.parse(JSON.parse(body))).catch(() => [500, {}] as const)
      : [401, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
}

async function carryOut(adminUrl: string, call: Call): Promise<Answer> {
  switch (call.Step) {
    case 'createSecret':
      return [200, {}];
    case 'setSecret':
      if (call.Value.AccountName !== call.CurrentValue.AccountName) return [422, { Code: 'refused' }];
      return setUser(adminUrl, call.CurrentValue, (accepted) => [
        ...olderThan(call.CurrentValue, accepted).map((one) => `!${one}`),
        `#${digest(call.Value)}`,
      ]);
    case 'testSecret':
      return (await logsIn(adminUrl, call.Value)) ? [200, {}] : [422, { Code: 'refused' }];
    case 'finishSecret':
      return call.Evict
        ? evict(adminUrl, call.Value)
        : setUser(adminUrl, call.Value, (accepted) => {
            const kept = call.PreviousValue && digest(call.PreviousValue);
            return olderThan(call.Value, accepted)
              .filter((one) => one !== kept)
              .map((one) => `!${one}`);
          });
    default:
      return call satisfies never;
  }
}

/** An emergency: the one password is left, and who came in by another one is sent away. */
async function evict(adminUrl: string, value: Value): Promise<Answer> {
  await using admin = await logIn({ url: adminUrl });
  await admin.client.aclSetUser(value.AccountName, ['resetpass', `#${digest(value)}`]);
  const ended = await admin.client.sendCommand(['CLIENT', 'KILL', 'USER', value.AccountName]);
  return [200, { SessionsEnded: Number(ended) }];
}

/** What was accepted before that one was. */
function olderThan(value: Value, accepted: readonly string[]): readonly string[] {
  return accepted.slice(0, Math.max(accepted.indexOf(digest(value)), 0));
}

/** As Redis keeps it: no password is sent, so that none is in its log or in MONITOR. */
function digest({ AccountPassword }: Value): string {
  return createHash('sha256').update(AccountPassword).digest('hex');
}

/**
 * `rules` is given what the user's passwords are by now, oldest first. Redis applies all of them or none, and none
 * where another call has taken one of those passwords away meanwhile: then they are made anew.
 */
async function setUser(
  adminUrl: string,
  holder: Value,
  rules: (accepted: readonly string[]) => readonly string[],
  attempts = 20,
): Promise<Answer> {
  await using admin = await logIn({ url: adminUrl });
  // ACL SETUSER would make the user that is not there.
  const account = holder.AccountName;
  const user = await admin.client.aclGetUser(account);
  if (user === null) return [404, { Code: 'no-such-user' }];
  // Whoever may put a value could name any user: only who has a password of one has another set.
  if (!(await logsIn(adminUrl, holder))) return [422, { Code: 'refused' }];
  try {
    await admin.client.aclSetUser(account, [...rules(user.passwords)]);
    return [200, { Overlaps: true }];
  } catch (error) {
    if (attempts === 1 || !isTakenAway(error)) throw error;
    return await setUser(adminUrl, holder, rules, attempts - 1);
  }
}

function isTakenAway(error: unknown): boolean {
  return error instanceof Error && /password you are trying to remove .* does not exist/.test(error.message);
}

async function logsIn(adminUrl: string, { AccountName, AccountPassword }: Value): Promise<boolean> {
  const { host } = new URL(adminUrl);
  try {
    await using _ = await logIn({ url: `redis://${host}`, username: AccountName, password: AccountPassword });
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('WRONGPASS')) return false;
    throw error;
  }
}

/** To create a client is to define a class with all commands of Redis: those of the calls are copies of this one. */
const model = createClient({ socket: { reconnectStrategy: false } });

async function logIn(account: {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}) {
  const client = model.duplicate(account);
  client.on('error', () => {});
  await client.connect();
  return { client, [Symbol.asyncDispose]: async () => client.destroy() };
}
