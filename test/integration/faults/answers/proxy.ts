import type { ServerAddress } from '../../../support/servers/server.ts';
import { type Line, startHostile } from '../../trust/hostile/listener.ts';
import { type Dialect, mysql, postgresql } from './dialect.ts';
import { Plan } from './plan.ts';
import { Upstream } from './upstream.ts';

/** Stands between the function and a real server, reads what it asks, and has one of its questions answered by an error. */
export interface AnsweringProxy extends AsyncDisposable {
  readonly port: number;
  readonly plan: Plan;
}

export async function startProxy({ engine, port }: ServerAddress): Promise<AnsweringProxy> {
  const plan = new Plan();
  const dialect = engine === 'postgresql' ? postgresql : mysql;
  const hostile = await startHostile((line) => stand(line, new Upstream(port), dialect, plan));
  return {
    port: hostile.port,
    plan,
    [Symbol.asyncDispose]: () => hostile[Symbol.asyncDispose](),
  };
}

async function stand(line: Line, server: Upstream, dialect: Dialect, plan: Plan): Promise<void> {
  try {
    await dialect.meet(line, server);
    await Promise.all([line.secure(), server.secure()]);
    server.pipe(
      (bytes) => void line.say(bytes).catch(() => {}),
      () => line.destroy(),
    );
    for (let isFirst = true; ; isFirst = false) {
      const heard = await dialect.hear(line, isFirst);
      const kind = dialect.kindOf(heard, isFirst);
      const code = kind && plan.hears(kind);
      if (code === undefined) server.say(heard);
      else if (kind === 'login') {
        await line.say(dialect.turnDown(code));
        line.end();
        return;
      } else {
        await dialect.swallow(line, heard);
        server.say(dialect.raise(code, heard));
      }
    }
  } finally {
    server.end();
  }
}
