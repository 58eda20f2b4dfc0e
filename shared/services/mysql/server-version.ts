/**
 * The kind and version of a server. The statements depend on it, since a server writes a statement that it cannot parse
 * to its log in clear text.
 */
export interface Server {
  readonly engine: 'mysql' | 'mariadb';
  readonly version: readonly number[];
  /** The name for people, such as `MySQL 9.7.4`. */
  readonly name: string;
}

/** Reads the result of `version()`: `8.0.36`, `9.7.4-2`, `10.11.19-MariaDB-log`, `5.5.5-10.4.2-MariaDB`. */
export function parseServer(text: string): Server {
  const engine = /mariadb/i.test(text) ? 'mariadb' : 'mysql';
  const [number = ''] = /\d+(\.\d+)*/.exec(engine === 'mariadb' ? text.replace(/^5\.5\.5-/, '') : text) ?? [];
  const name = `${engine === 'mariadb' ? 'MariaDB' : 'MySQL'} ${number}`;
  return { engine, version: number.split('.').map(Number), name };
}

/** Whether the server is this engine, of this version or a later one. */
export function isAtLeast(server: Server, engine: Server['engine'], ...wanted: readonly number[]): boolean {
  if (server.engine !== engine) return false;
  const differing = wanted.findIndex((part, index) => part !== (server.version[index] ?? 0));
  return differing === -1 || (server.version[differing] ?? 0) > (wanted[differing] ?? 0);
}
