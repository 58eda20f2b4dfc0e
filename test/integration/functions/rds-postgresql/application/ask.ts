import pg from 'pg';
import type { ServerAddress } from '../../../../support/servers/server.ts';
import type { Login } from '../../../../support/stand/login.ts';

/** A session of an application's pool. */
export async function connect(server: ServerAddress, login: Login): Promise<pg.Client> {
  const { host, port, certificateAuthority } = server;
  const client = new pg.Client({ host, port, ...login, ssl: { ca: certificateAuthority } });
  client.on('error', () => {});
  await client.connect();
  return client;
}

type Answers = Readonly<Record<string, unknown>>;

/** The rows of each question, or the code by which the server turns it down. Nothing stays of what a question does. */
export async function ask(client: pg.Client, questions: Readonly<Record<string, string>>): Promise<Answers> {
  const answers: Record<string, unknown> = {};
  for (const [title, text] of Object.entries(questions)) {
    await client.query('begin');
    answers[title] = await answer(client, text);
    await client.query('rollback');
  }
  return answers;
}

/** Each in a session of its own, outside any transaction. */
export async function askAlone(
  server: ServerAddress,
  login: Login,
  questions: Readonly<Record<string, string>>,
): Promise<Answers> {
  const answers: Record<string, unknown> = {};
  for (const [title, text] of Object.entries(questions)) {
    const client = await connect(server, login);
    try {
      // One by one, as several in one message are one transaction.
      for (const statement of text.split('; ')) answers[title] = await answer(client, statement);
    } finally {
      await client.end();
    }
  }
  return answers;
}

async function answer(client: pg.Client, text: string): Promise<unknown> {
  try {
    const results: unknown = await client.query(text);
    const last = Array.isArray(results) ? results.at(-1) : results;
    return last instanceof pg.Result ? last.rows : last;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code;
    throw error;
  }
}
