/** Which server answers; the statements it is sent depend on it, since what it cannot parse it logs as it came. */
export interface Server {
  readonly engine: 'mysql' | 'mariadb';
  readonly version: readonly number[];
  /** `MySQL 9.7.4`, for people. */
  readonly name: string;
}

/** Reads what `version()` answers: `8.0.36`, `9.7.4-2`, `10.11.19-MariaDB-log`, `5.5.5-10.4.2-MariaDB`. */
export function parseServer(text: string): Server {
  const engine = /mariadb/i.test(text) ? 'mariadb' : 'mysql';
  const [number = ''] = /\d+(\.\d+)*/.exec(engine === 'mariadb' ? text.replace(/^5\.5\.5-/, '') : text) ?? [];
  const name = `${engine === 'mariadb' ? 'MariaDB' : 'MySQL'} ${number}`;
  return { engine, version: number.split('.').map(Number), name };
}

/** Whether it is this engine, of this version or a later one. */
export function isAtLeast(server: Server, engine: Server['engine'], ...wanted: readonly number[]): boolean {
  if (server.engine !== engine) return false;
  const differing = wanted.findIndex((part, index) => part !== (server.version[index] ?? 0));
  return differing === -1 || (server.version[differing] ?? 0) > (wanted[differing] ?? 0);
}
