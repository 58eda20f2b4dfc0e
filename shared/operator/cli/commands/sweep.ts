import { type SweepOptions, sweep } from '../sweep.ts';
import { atOnce } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

export function defineSweep(context: Context): void {
  const { types, out } = context;
  command(context, 'sweep', 'rotate what is due and retire what is over its grace, as the timers do')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--verify', 'log in with what is stored of every other secret (default: once a day)')
    .option('--no-verify', 'log in with none of them')
    .option('--concurrency <number>', 'work on so many secrets at once (default: 8)', atOnce)
    .option('--per-server <number>', 'and on so many of one server (default: 4)', atOnce)
    .addOption(timeout(3600, 'begin nothing more when that is nearly over'))
    .addHelpText('after', examples('rotator sweep --dry-run', 'rotator sweep --concurrency 20 --json'))
    .action(async (options: SweepOptions & { region?: string }) => {
      const { region, timeout, dryRun, verify, concurrency, perServer } = options;
      const wishes = { timeout, dryRun, verify, concurrency, perServer };
      context.end(await sweep(types, settings(region), wishes, out));
    });
}
