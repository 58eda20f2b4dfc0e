import type { Command } from 'commander';
import type { SecretId } from '../../../engine/rotation/store.ts';
import { set } from '../../adopt/set.ts';
import { readSettings } from '../../adopt/tag-settings.ts';
import { aboutOne, type Context, commandContext, examples } from './context.ts';
import { type ProposalFlags, proposing, settingsHelp } from './proposal-options.ts';

export function defineSet(context: Context): void {
  proposing(aboutOne(context, 'set', 'change the policy of a secret, after a plan by the new one'))
    .argument('<settings...>', 'what to change; key= takes the default again')
    .addHelpText('after', settingsHelp)
    .addHelpText('after', `\n${exceptions}`)
    .addHelpText(
      'after',
      examples(
        'rotator set MyDbCreds schedule=weekly:mon:03:00@Asia/Shanghai grace=12h',
        'rotator set MyDbCreds strategy=alternating-users admin-secret=shop/dba --dry-run',
        'rotator set MyDbCreds window= auto=on --yes',
      ),
    )
    .action(async (secret: SecretId, words: readonly string[], options: ProposalFlags, self: Command) => {
      const settings = readSettings(secret, words);
      if (typeof settings === 'string') self.error(`error: ${settings}`);
      else context.end(await set(commandContext(context, options), secret, { ...options, settings }));
    });
}

const exceptions = [
  'A policy by which a rotation would fail is not written. auto=off, and type= to give a secret up,',
  'need no plan. Needs kms:DescribeSecret, kms:TagResource, kms:UntagResource, and what a plan reads.',
].join('\n');
