import { arrowsBetween, rooms } from './rooms.ts';
import type { Source } from './source.ts';

/** Draws the rooms and the imports between them as a Mermaid flowchart, top floor first. */
export function drawRooms(sources: readonly Source[]): string {
  const names = Object.keys(rooms).map((room) => `  ${room}`);
  const arrows = arrowsBetween(sources).map(({ from, to, imports }) => `  ${from} -- ${imports} --> ${to}`);
  return ['flowchart TD', ...names, ...arrows].join('\n');
}
