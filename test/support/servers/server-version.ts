import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { unprivileged } from './unprivileged.ts';

const run = promisify(execFile);

export interface ServerVersion {
  readonly isMariadb: boolean;
  /** As the server tells it: `10.11.19`. */
  readonly number: string;
}

/** Nothing where the program is not there, or not for the servers' account. */
export async function serverVersion(command: readonly string[]): Promise<ServerVersion | undefined> {
  const [program, ...words] = unprivileged([...command, '--version']);
  const text = await run(program, words).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const number = /Ver (\d+\.\d+\.\d+)/.exec(text)?.[1];
  return number === undefined ? undefined : { isMariadb: text.includes('MariaDB'), number };
}
