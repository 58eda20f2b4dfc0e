import type * as z from 'zod';
import { describeFaults, FaultSetting } from '../../../sandbox/settings/fault-setting.ts';
import { RdsInstancesSetting } from '../../../sandbox/settings/rds-instances-setting.ts';
import { describeSwitches, SwitchSetting } from '../../../sandbox/settings/switch-setting.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type SandboxOptions, sandbox } from '../sandbox.ts';
import { parsedBy, port, variable } from './arguments.ts';
import { type Context, command, examples } from './context.ts';

export function defineSandbox(context: Context): void {
  command(context, 'sandbox', 'run a local cloud for rehearsals')
    .option('--functions <dir>', 'the built functions that may be invoked there, one folder each')
    .option('--variable <name=value...>', 'environment variables of these functions', variable)
    .option('--port <number>', 'port on loopback (default: any free one)', port)
    .option('--data <dir>', 'keep everything there, encrypted, across restarts')
    .option(
      '--rds-instances <file>',
      'database servers that are RDS instances there, a JSON file that only its owner can read',
      parsedBy(RdsInstancesSetting),
    )
    .option('--fault <fault...>', 'inject a fault into calls, see below', listOf(FaultSetting))
    .option(
      '--switch <name=value...>',
      'choose what the documentation leaves open, see below',
      listOf(SwitchSetting),
    )
    .addHelpText('after', ['\nFaults:', ...describeFaults()].join('\n  '))
    .addHelpText('after', ['\nSwitches:', ...describeSwitches()].join('\n  '))
    .addHelpText(
      'after',
      examples(
        'rotator sandbox --data ./cloud',
        'rotator sandbox --json',
        'rotator sandbox --rds-instances ./instances.json',
        'rotator sandbox --fault throttle,action=GetSecretValue,times=3 --switch tagAlphabet=any maxTags=20',
      ),
    )
    .action(async (options: SandboxOptions & { region?: string }) => {
      using interrupt = listenForInterrupt();
      const { signal } = interrupt;
      context.end(await sandbox({ ...options, regionId: options.region }, signal, context.out));
    });
}

function listOf<Schema extends z.ZodType>(schema: Schema) {
  const parse = parsedBy(schema);
  return (text: string, others: readonly z.output<Schema>[] = []) => [...others, parse(text)];
}
