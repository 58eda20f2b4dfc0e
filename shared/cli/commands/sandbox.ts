import { type SandboxOptions, sandbox } from '../sandbox.ts';
import { port, variable } from './arguments.ts';
import { type Context, command, examples } from './context.ts';

export function defineSandbox(context: Context): void {
  command(context, 'sandbox', 'run a local cloud to rehearse in')
    .option('--functions <dir>', 'the built functions that may be invoked there, one folder each')
    .option('--variable <name=value...>', 'environment variables of these functions', variable)
    .option('--port <number>', 'port on loopback (default: any free one)', port)
    .option('--data <dir>', 'keep everything there, encrypted, over a restart')
    .addHelpText('after', examples('rotator sandbox --data ./cloud', 'rotator sandbox --json'))
    .action(async (options: SandboxOptions & { region?: string }) => {
      context.end(await sandbox({ ...options, regionId: options.region }, interrupted(), context.out));
    });
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
