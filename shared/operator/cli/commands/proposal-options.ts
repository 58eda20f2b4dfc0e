import type { Command } from 'commander';
import type { ProposalOptions } from '../../adopt/propose.ts';
import { settingKeys } from '../../adopt/tag-settings.ts';
import type { Common } from './context.ts';

export interface ProposalFlags extends Common, ProposalOptions {}

/** Adds the options of a command that shows a plan before it changes the policy of a secret. */
export function proposing(command: Command): Command {
  return command
    .option('--dry-run', 'show the plan and the tags, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--due-now', 'allow that the next sweep rotates the secret, if it is older than its schedule')
    .option(
      '--allow-unreachable',
      'go on if the service cannot be reached from here: policy and value are checked, but no login is tried',
    );
}

/** Names the keys of settings, after the help of a command. */
export const settingsHelp = [
  '\nSettings are key=value, as README explains the tags, without rotation: in front. Keys:',
  ...wrapped(settingKeys),
].join('\n  ');

/** Returns words in lines that fit into a terminal of 80 columns with a margin of two. */
function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= 78) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines;
}
