import type { Source } from './source.ts';

/** The rooms of the tree, from the top floor to the ground, and which others each may use. */
export const rooms = {
  build: ['functions', 'operator', 'entry', 'runtime'],
  functions: ['entry', 'services', 'alibaba', 'engine', 'runtime'],
  operator: ['entry', 'notifications', 'services', 'alibaba', 'engine', 'sandbox', 'ros-template', 'runtime'],
  entry: ['notifications', 'services', 'alibaba', 'engine', 'runtime'],
  notifications: ['services', 'alibaba', 'engine', 'runtime'],
  services: ['alibaba', 'engine', 'runtime'],
  alibaba: ['engine', 'runtime'],
  engine: ['runtime'],
  sandbox: ['ros-template', 'runtime'],
  'ros-template': [],
  runtime: [],
} as const satisfies Record<string, readonly string[]>;

export type Room = keyof typeof rooms;

/** Returns the room of a file, given its path from the root. Undefined for a package and for a file of no room. */
export function roomOf(path: string): Room | undefined {
  const [top, folder = ''] = path.split('/');
  const name = top === 'shared' ? folder : top;
  return isRoom(name) ? name : undefined;
}

/** One arrow between two rooms, with the number of imports that it stands for. */
export interface Arrow {
  readonly from: Room;
  readonly to: Room;
  readonly imports: number;
}

/** Counts the imports between rooms, in the order of the rooms. */
export function arrowsBetween(sources: readonly Source[]): readonly Arrow[] {
  const counts = new Map<string, number>();
  for (const { path, imports } of sources)
    for (const target of imports) {
      const [from, to] = [roomOf(path), roomOf(target)];
      if (from && to && from !== to) counts.set(`${from} ${to}`, (counts.get(`${from} ${to}`) ?? 0) + 1);
    }
  const names = Object.keys(rooms).filter(isRoom);
  return names.flatMap((from) =>
    names.flatMap((to) => {
      const imports = counts.get(`${from} ${to}`);
      return imports === undefined ? [] : [{ from, to, imports }];
    }),
  );
}

/** Whether the import of a file runs to a room that stands above its own, or beside it. */
export function runsUp(path: string, target: string): boolean {
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === undefined || to === undefined || from === to) return false;
  const allowed: readonly string[] = rooms[from];
  return !allowed.includes(to);
}

function isRoom(name: string | undefined): name is Room {
  return name !== undefined && Object.hasOwn(rooms, name);
}
