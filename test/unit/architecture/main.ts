import { measure } from './measures.ts';
import { drawRooms } from './picture.ts';
import { arrowsBetween, runsUp } from './rooms.ts';
import { readSources } from './source.ts';

const sources = await readSources('functions', 'shared');
const up = sources.flatMap(({ path, imports }) =>
  imports.filter((target) => runsUp(path, target)).map((target) => `${path} imports ${target}`),
);
const arrows = arrowsBetween(sources).map(
  ({ from, to, imports }) => `${from} imports ${imports} times from ${to}`,
);
const lines = [
  drawRooms(sources),
  ...arrows,
  `${arrows.length} arrows between rooms`,
  measure(sources),
  `${up.length} imports run up`,
  ...up,
];
process.stdout.write(`${lines.join('\n')}\n`);
