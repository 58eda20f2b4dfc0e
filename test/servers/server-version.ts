import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ServerVersion {
  readonly isMariadb: boolean;
  /** As the server tells it: `10.11.19`. */
  readonly number: string;
}

/** Nothing where the program is not there. */
export async function serverVersion(
  command: readonly [string, ...string[]],
): Promise<ServerVersion | undefined> {
  const [program, ...words] = command;
  const text = await run(program, [...words, '--version']).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const number = /Ver (\d+\.\d+\.\d+)/.exec(text)?.[1];
  return number === undefined ? undefined : { isMariadb: text.includes('MariaDB'), number };
}
