import { arrowsBetween, rooms } from './rooms.ts';
import type { Source } from './source.ts';

/** Draws the rooms, top floor first, and an arrow for each room whose code another one imports, as a Mermaid flowchart. */
export function drawRooms(sources: readonly Source[]): string {
  const names = Object.keys(rooms).map((room) => `  ${room}`);
  const arrows = arrowsBetween(sources).map(({ from, to }) => `  ${from} --> ${to}`);
  return ['flowchart TD', ...names, ...arrows].join('\n');
}
