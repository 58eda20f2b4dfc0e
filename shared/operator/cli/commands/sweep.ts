import { type SweepOptions, sweep } from '../sweep.ts';
import { atOnce } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

export function defineSweep(context: Context): void {
  const { types, out } = context;
  command(
    context,
    'sweep',
    'rotate secrets that are due and retire values after their grace period, as the timers do',
  )
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--verify', 'log in with the stored values of every other secret (default: once a day)')
    .option('--no-verify', 'log in with none of them')
    .option('--concurrency <number>', 'number of secrets at once (default: 8)', atOnce)
    .option('--per-server <number>', 'number of secrets of one server at once (default: 4)', atOnce)
    .addOption(timeout(3600, 'start nothing more when this time is nearly over'))
    .addHelpText('after', examples('rotator sweep --dry-run', 'rotator sweep --concurrency 20 --json'))
    .action(async (options: SweepOptions & { region?: string }) => {
      const { region, timeout, dryRun, verify, concurrency, perServer } = options;
      const wishes = { timeout, dryRun, verify, concurrency, perServer };
      context.end(await sweep(types, settings(region), wishes, out));
    });
}
