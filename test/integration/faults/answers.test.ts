import { describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { login } from '../../support/stand/login.ts';
import { prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { sweep } from '../../support/stand/sweep.ts';
import { type Case, fight, makeDue, type Opponent, shown } from './answers/bout.ts';
import { codesOf, mayWait } from './answers/codes.ts';
import type { Fault, Point } from './answers/plan.ts';
import { type AnsweringProxy, startProxy } from './answers/proxy.ts';

type Answer = Case & Fault;

/** How many secrets one sweep has whose server answers with an error; one more is left alone. */
const opponents = exhaustive ? 12 : 5;

const shownSettings = settings.filter(({ engine, strategy, actor }) =>
  [
    'mysql dual-password itself',
    'mariadb alternating-users admin',
    'postgresql alternating-users admin',
  ].includes(`${engine} ${strategy} ${actor}`),
);

const cases = (exhaustive ? settings : shownSettings).flatMap((setting) => {
  const server = engines(setting.engine).at(-1);
  return server ? [{ ...setting, setting, server }] : [];
});

/** Codes that were taken for bugs once: each setting meets them. */
const taken = 4;

/** The codes of an engine are shared out among its settings. */
interface Share {
  readonly number: number;
  readonly among: number;
}

/** Each code at one point, and each point with many codes. A person waits for few of them only. */
function pair(codes: readonly string[], points: readonly Point[], share: Share): readonly Answer[] {
  const every = exhaustive ? share.among : Math.ceil(codes.length / 12);
  const own = exhaustive ? share.number : 0;
  const chosen = codes.filter((_, index) => index < taken || index % every === own);
  return chosen.flatMap((code, index) => {
    const point = points[index % points.length];
    return point
      ? [{ ...point, code, mayWait: mayWait(code), title: `${code} at ${point.at} ${point.number}` }]
      : [];
  });
}

describe.each(cases)('on $engine, $strategy by $actor', ({ setting, server }) => {
  it('every error number ends as an error of ours, in a sweep that rotates all others', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    await using open = gather<AnsweringProxy>();
    const made: (Opponent<Answer> & { readonly points: readonly Point[] })[] = [];
    for (let index = 0; index < opponents; index += 1) {
      const proxy = await startProxy(server);
      open.all.push(proxy);
      const { secret } = await prepare(cloud, { ...server, port: proxy.port }, setting, server);
      made.push(opponentOf(cloud, server, secret, proxy));
    }
    const bystanders = [(await prepare(cloud, server, setting)).secret];
    const points = await pointsOf(cloud, setting, made);
    expect(points.length).toBeGreaterThan(5);
    const kin = settings.filter(({ engine }) => engine === setting.engine);
    const share = { number: kin.indexOf(setting), among: kin.length };
    const answers = pair(await codesOf(server.engine), points, share);
    const score = await fight({
      cloud,
      type: setting.type,
      opponents: made,
      bystanders,
      cases: answers,
      sooner: (one) => ({ ...one, at: 'statement' as const, number: 0 }),
    });
    process.stdout.write(`${setting.engine} ${setting.strategy}: ${shown(score)}\n`);
    expect(score.delivered).toBe(answers.length);
  });
});

/** The second rotation shows at which points the others can be met. */
async function pointsOf(
  cloud: Cloud,
  { type }: Setting,
  [first]: readonly (Opponent<Answer> & { readonly points: readonly Point[] })[],
): Promise<readonly Point[]> {
  if (!first) throw new Error('nobody to begin with');
  for (let turn = 1; turn <= 2; turn += 1) {
    await makeDue(cloud, first.secret);
    first.begin();
    const done = await sweep(cloud, type, { verify: false });
    expect(done.Counts, JSON.stringify(done.Secrets)).toMatchObject({ rotated: 1 });
  }
  return first.points;
}

function opponentOf(cloud: Cloud, server: ServerAddress, secret: string, { plan }: AnsweringProxy) {
  return {
    secret,
    logsIn: async () => (await login(server, await currentLogin(cloud, secret))) === undefined,
    begin: (fault?: Fault) => plan.begin(fault),
    get delivered() {
      return plan.delivered;
    },
    get points() {
      return plan.points;
    },
    isRecorded: () => true,
  };
}

function gather<One extends AsyncDisposable>() {
  const all: One[] = [];
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((one) => one[Symbol.asyncDispose]()));
    },
  };
}
