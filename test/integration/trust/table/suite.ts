import { afterAll, describe, expect, it } from 'vitest';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import type { Attack, Ground, Scene } from './attack.ts';
import { attackerWith } from './attacker.ts';
import { findRows, findTypes, groundsOf } from './find.ts';
import { observe } from './observe.ts';
import { attacksOn, type Row } from './row.ts';

export const [rows, types] = await Promise.all([findRows(), findTypes()]);
export const grounds = (await Promise.all(types.map(({ type }) => groundsOf(type)))).flat();

/** One ground of each strategy, or all of them: of several the next strategy takes the next one. */
function chosen(): readonly Ground[] {
  const there = grounds.filter((ground) => ground.isThere());
  if (exhaustive) return there;
  return types
    .flatMap(({ type, strategies }) => strategies.map((strategy) => ({ type, strategy })))
    .flatMap(({ type, strategy }, index) => {
      const able = there.filter((ground) => ground.type === type && ground.strategy === strategy);
      return able[index % able.length] ?? [];
    });
}

/** A row of what is one for all strategies of a type is tried on the first of them. */
/** What the built functions do, which is the same build for each: where not all is tried, two types show it. */
const isTried = ({ perType, needsBundle }: Row, ground: Ground, all: readonly Ground[]) => {
  if (perType === undefined) return true;
  const types = [...new Set(all.map(({ type }) => type))];
  const isShown = exhaustive || !needsBundle || types.indexOf(ground.type) < 2;
  return isShown && all.find(({ type }) => type === ground.type) === ground;
};

const titleOf = ({ type, strategy, service }: Ground) => `${type}, ${strategy} (${service})`;

/** All attacks, or as many as a person waits for: of many, each strategy goes on where the one before has stopped. */
function picked({ quick = 1 }: Row, attacks: readonly Attack[], index: number): readonly Attack[] {
  if (exhaustive || attacks.length <= quick) return attacks;
  const first = quick === 1 ? 0 : (index * quick) % attacks.length;
  return [...attacks, ...attacks].slice(first, first + quick);
}

export const cells = chosen().flatMap((ground, index, all) =>
  rows
    .filter((row) => isTried(row, ground, all))
    .flatMap((row) => {
      const attacks = attacksOn(row, ground);
      if ('absent' in attacks) return [];
      return picked(row, attacks, index).map((attack) => ({ row, ground, attack }));
    }),
);

/** Has every attack of some rows done, each on a ground of its own. */
export function attackBy(isWanted: (row: Row) => boolean): void {
  afterAll(() => Promise.all(grounds.map((ground) => ground.close?.())));
  const wanted = cells.filter(({ row }) => isWanted(row));
  const attackedGrounds = chosen().filter((ground) => wanted.some((cell) => cell.ground === ground));
  describe.concurrent.each(attackedGrounds.map((ground) => [titleOf(ground), ground] as const))(
    '%s',
    (_, ground) => {
      const own = wanted.filter((cell) => cell.ground === ground);

      it.each(own.map((cell) => [`${cell.row.who}: ${cell.attack.title}`, cell] as const))(
        'who %s',
        async (_, { row, attack }) => {
          await using scene = await ground.prepare();
          await attacked(scene, row, attack);
        },
      );
    },
  );
}

/** The attack ends as it is to end, and nothing that is somebody else's is another one than before. */
async function attacked(scene: Scene, row: Row, attack: Attack): Promise<void> {
  const right = row.right?.(scene);
  const attacker = await attackerWith(scene.cloud, right ? [right] : []);
  // Whatever a grace would put off for a day is tried at once.
  await scene.cloud.tag(scene.ready.secret, { 'rotation:grace': '0m:accepted' });
  const before = await observe(scene, attack);
  const end = await attack.run(scene, attacker);
  expect(end, JSON.stringify(end)).toMatchObject(attack.ends);
  if (row.beyond)
    expect(await attacker.tryTo(...row.beyond(scene))).toMatchObject({ failed: 'Forbidden.NoPermission' });
  expect(await observe(scene, attack)).toEqual(before);
}
