import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRelay } from '../../support/servers/relay.ts';
import { engines } from '../../support/servers/running.ts';
import { acceptedOf } from '../../support/stand/accepted-versions.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { type Setting, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import {
  befall,
  type Found,
  findings,
  heal,
  makeScene,
  mend,
  type Scene,
  type StagesSay,
  store,
  watchRefusals,
} from './scene.ts';

/** How a rotation ends: by an outcome, or by an error's code and aftermath. */
type End =
  | 'rotated'
  | 'unreachable untouched'
  | 'refused untouched'
  | 'refused applied'
  | 'stranger-in-place untouched'
  | 'stranger-in-place unknown';

/** Which values are refused once each in finding that out. */
type Refused = 'nothing' | 'the current value' | 'each newer value' | 'each value';

interface Ends {
  readonly end: End;
  readonly refused: Refused;
  /** What the message must say, so that the operator knows what to do. */
  readonly says?: RegExp;
}

const rotated: Ends = { end: 'rotated', refused: 'nothing' };
const unreachable: Ends = { end: 'unreachable untouched', refused: 'nothing', says: /network path/ };
const unknown: Ends = { end: 'refused untouched', refused: 'each value', says: /is refused with the/ };
/** The admin is not handed out. */
const notHeld: Ends = { ...unknown, says: /no stored value of .* rotator verify .* --repair --account/ };
const mended: Ends = { ...rotated, refused: 'the current value' };
const mendedByOlder: Ends = { ...rotated, refused: 'each newer value' };
const locked: Ends = { end: 'refused untouched', refused: 'nothing', says: /it is locked/ };
const expired: Ends = { ...locked, says: /its password has expired/ };

/** The table of shared/services/database/acting.ts, as data. */
const table: Readonly<Record<Found, readonly [itself: Ends, oneAccount: Ends, twoAccounts: Ends]>> = {
  current: [rotated, rotated, rotated],
  'current and pending': [rotated, rotated, rotated],
  pending: [mended, mended, mended],
  previous: [mendedByOlder, mendedByOlder, mendedByOlder],
  'none of them': [unknown, notHeld, notHeld],
  unreachable: [unreachable, unreachable, unreachable],
  locked: [locked, locked, rotated],
  expired: [expired, rotated, rotated],
  renamed: [unknown, notHeld, notHeld],
  dropped: [unknown, notHeld, notHeld],
};

const lockedOut: Ends = {
  end: 'refused untouched',
  refused: 'the current value',
  says: /logins are not permitted.* login;/,
};

/** PostgreSQL says of a role that may not log in what it is, and of an expired password nothing. */
const onPostgresql: typeof table = {
  ...table,
  locked: [lockedOut, lockedOut, lockedOut],
  expired: [unknown, notHeld, notHeld],
};

const nobody: Ends = { ...notHeld, refused: 'each newer value' };
const stranger: Ends = {
  end: 'stranger-in-place untouched',
  // The previous one, and what a retirement would have left.
  refused: 'each value',
  says: /drop it: a rotation creates it again/,
};

/** What a mark in the server decides, or that there is none. */
const ofPairs: Readonly<Record<Setting['engine'], Partial<Record<Found, Ends>>>> = {
  mysql: { renamed: nobody, dropped: nobody },
  mariadb: {
    current: stranger,
    'current and pending': { ...rotated, refused: 'the current value' },
    pending: { ...notHeld, refused: 'the current value' },
    previous: nobody,
    renamed: nobody,
    dropped: nobody,
  },
  // The expiry of the second login is that of the first account.
  postgresql: { expired: mendedByOlder, renamed: nobody, dropped: nobody },
};

function expected({ engine, actor, strategy }: Setting, found: Found, stages: StagesSay): Ends {
  const [itself, oneAccount, twoAccounts] = (engine === 'postgresql' ? onPostgresql : table)[found];
  if (actor === 'itself') return itself;
  const alone = strategy === 'alternating-users' ? ofPairs[engine][found] : undefined;
  // An earlier attempt may have set the pending value.
  if (alone === stranger && stages === 'v2 pending') return { ...alone, end: 'stranger-in-place unknown' };
  if (alone) return alone;
  if (strategy === 'alternating-users') return twoAccounts;
  // What has begun is gone on with: the account is looked at before a new value is made.
  const isLate = found === 'locked' && stages === 'v2 pending' && engine !== 'postgresql';
  return isLate ? { ...oneAccount, end: 'refused applied' } : oneAccount;
}

function count({ refused, end }: Ends, setting: Setting, found: Found, stages: StagesSay): number {
  const known = stages === 'v2 pending' ? 3 : 2;
  const counts = { nothing: 0, 'the current value': 1, 'each newer value': known - 1, 'each value': known };
  // To end what a crash left, the previous value is tried: the version with it may have lost its stage.
  const tried = stages === 'v1 still pending' && setting.dual && (end === 'rotated' || end === stranger.end);
  return counts[refused] + (tried && (found === 'current' || found === 'none of them') ? 1 : 0);
}

const everything: readonly StagesSay[] = ['nothing pending', 'v2 pending', 'v1 still pending'];
const onlyPending = new Set<Found>(['pending', 'current and pending']);
const rows = findings.flatMap((found) =>
  everything
    .filter((stages) => stages === 'v2 pending' || !onlyPending.has(found))
    .map((stages) => ({ found, stages })),
);

/** Each column of the table once: who acts and how many accounts there are decides what comes of a finding. */
const columns = settings.filter(({ engine, strategy, actor }) =>
  [
    'mysql dual-password itself',
    'mysql dual-password admin',
    'mariadb alternating-users admin',
    'postgresql alternating-users admin',
    'postgresql single-user itself',
  ].includes(`${engine} ${strategy} ${actor}`),
);

const cases = (exhaustive ? settings : columns).flatMap((setting) => {
  const server = engines(setting.engine).at(-1);
  return server ? [{ ...setting, setting, server }] : [];
});

describe.each(cases)('on $engine, $strategy by $actor', ({ setting, server }) => {
  let cloud: Cloud;
  let scene: Scene | undefined;
  beforeAll(async () => {
    cloud = await startCloud(server.certificateAuthorityFile);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const possible = rows.filter(({ found }) => setting.dual || found !== 'current and pending');
  const tried = exhaustive
    ? possible
    : possible.filter(({ found }, index) => found !== possible[index - 1]?.found);
  it.each(tried)('what is found: $found, with $stages', async ({ found, stages }) => {
    scene ??= await makeScene(cloud, server, setting);
    const { prepared } = scene;
    await using relay = await startRelay(server.port);
    const secret = await store(cloud, scene, stages, relay.port);
    await mend(scene);
    await befall(scene, found);
    if (found === 'unreachable') await relay.close();
    const before = await stagesOf(cloud, secret);
    const refusals = await watchRefusals(prepared);
    const ends = expected(setting, found, stages);

    const answer = await rotate(cloud, setting.type, secret).catch((error) => error);

    expect(answer.Outcome ?? `${answer.code} ${answer.aftermath}`, answer.message).toBe(ends.end);
    if (ends.says) expect(answer.message).toMatch(ends.says);
    expect(await refusals()).toBe(count(ends, setting, found, stages));
    const after = await stagesOf(cloud, secret);
    // A stage that was left over is ended before a new rotation looks at the account.
    const ended = stages === 'v1 still pending' ? { pending: after.pending } : {};
    if (ends.end.endsWith('untouched')) expect(after).toEqual({ ...before, ...ended });
    if (ends.end === 'refused applied') expect(after).toMatchObject({ current: 'v1', previous: 'v0' });
    if (found === 'unreachable') return;
    if (found === 'dropped') {
      scene = undefined;
      return;
    }
    if (ends.end !== 'rotated') {
      await heal(scene, found);
      expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
    }
    expect(await acceptedOf(cloud, server, secret)).toMatchObject({ unstaged: [], current: true });
    const { pending, current } = await stagesOf(cloud, secret);
    expect(pending).toBeUndefined();
    if (stages === 'v2 pending') expect(current).toBe('v2');
  });
});
