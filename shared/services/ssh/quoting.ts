/**
 * Quotes one word of a command line for every shell that may be a login shell. Single quotes protect every character
 * except themselves.
 */
function word(text: string): string {
  if (text.includes('\0')) throw new Error('no word of a command line holds a zero byte');
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

/**
 * Characters that break a script in a login shell outside the Bourne family, since those shells read them differently.
 */
const fragile = /['\\!\n]/;

/**
 * Returns the command that runs a script with a POSIX shell, whatever shell the account has. The words reach the script
 * as `$1`, `$2` and so on, never as script text.
 */
export function command(script: string, ...words: readonly string[]): string {
  if (fragile.test(script)) throw new Error(`a script holds none of ' \\ ! and newlines: ${script}`);
  return ['exec', 'sh', '-c', word(script), 'sh', ...words.map(word)].join(' ');
}
