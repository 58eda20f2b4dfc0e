import type { RootCommand } from '@bomb.sh/tab';
import { listFleet } from '../../alibaba/secrets/fleet.ts';
import { openKms } from '../../alibaba/secrets/open.ts';
import { readSettings } from '../../entry/read-settings.ts';
import { startDeadline } from '../../runtime/deadline.ts';

/** Milliseconds in which a person who has pressed Tab still waits. */
const patience = 2_000;

/** Lets the shell complete the names of secrets, where the words so far ask for one. */
export async function completeSecrets(completions: RootCommand, words: readonly string[]): Promise<void> {
  const [verb = '', ...rest] = words;
  const wanted = completions.commands.get(verb)?.arguments.get('secret');
  if (wanted === undefined || rest.length === 0 || rest.at(-1)?.startsWith('-')) return;
  const names = await secretNames();
  wanted.handler = (complete) => {
    for (const name of names) complete(name, '');
  };
}

/** Returns the names of the secrets that are rotated. Returns none if they cannot be listed: a shell shows no error. */
async function secretNames(): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    using deadline = startDeadline(patience, 0);
    for await (const { secret } of listFleet(openKms(readSettings()), deadline.signal)) names.push(secret);
  } catch {
    // What was listed before the time was over is still of use.
  }
  return names;
}
