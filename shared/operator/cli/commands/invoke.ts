import { invoke } from '../invoke.ts';
import { readable } from './arguments.ts';
import { type Common, type Context, command, examples, settings, timeout } from './context.ts';

export function defineInvoke(context: Context): void {
  command(context, 'invoke', 'call a deployed function and show its answer')
    .argument('<function>', 'name of the function')
    .argument('<event>', 'file that holds the event as JSON; - for standard input', readable)
    .addOption(timeout(600))
    .addHelpText(
      'after',
      examples(
        'rotator invoke rotate-rds-mysql rotate.json',
        `echo '{"Operation":"sweep","DryRun":true}' | rotator invoke rotate-rds-mysql -`,
      ),
    )
    .action(async (name: string, event: string, { region, timeout }: Common) => {
      context.end(await invoke(settings(region), name, event, timeout, context.out));
    });
}
