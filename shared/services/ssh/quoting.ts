/**
 * One word of a command line, as every shell that may be somebody's login shell reads it: single quotes keep
 * all but themselves.
 */
function word(text: string): string {
  if (text.includes('\0')) throw new Error('no word of a command line holds a zero byte');
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** Where a script would not survive a login shell that is none of Bourne's kin: those read these differently. */
const fragile = /['\\!\n]/;

/**
 * The command that runs a script with a POSIX shell, whatever shell the account has. Its words reach the script
 * as `$1`, `$2` and so on, never as text of it.
 */
export function command(script: string, ...words: readonly string[]): string {
  if (fragile.test(script)) throw new Error(`a script holds none of ' \\ ! and newlines: ${script}`);
  return ['exec', 'sh', '-c', word(script), 'sh', ...words.map(word)].join(' ');
}
