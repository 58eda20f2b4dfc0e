import type { Command } from 'commander';
import { type ReportOptions, report } from '../report.ts';
import { writable } from './arguments.ts';
import { type Context, command, examples, settings, timeout } from './context.ts';

export function defineReport(context: Context): void {
  const { types, out } = context;
  command(
    context,
    'report',
    'write one HTML page of the fleet: ages, due dates, failures, and what needs you first',
  )
    .option('--output <file>', 'where to write the page (default: standard output)', writable)
    .option('--sessions', 'log in to the services, as plan does, to see who still uses a previous credential')
    .addOption(timeout(60))
    .addHelpText(
      'after',
      examples('rotator report --output fleet.html', 'rotator report --json | jq .concerns'),
    )
    .action(async (options: ReportOptions & { region?: string }, command: Command) => {
      if (options.output === undefined && !out.json && process.stdout.isTTY)
        command.error('error: a terminal cannot show the page: name a file with --output');
      context.end(await report(types, settings(options.region), options, out));
    });
}
