import { stripVTControlCharacters } from 'node:util';
import type { RootCommand } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import type { Compose } from '../../entry/composition.ts';
import { version } from '../../runtime/version.ts';
import { defineAdopt } from './commands/adopt.ts';
import type { Context } from './commands/context.ts';
import { defineDeploy } from './commands/deploy.ts';
import { defineDoctor } from './commands/doctor.ts';
import { defineHistory } from './commands/history.ts';
import { defineInvoke } from './commands/invoke.ts';
import { definePlan } from './commands/plan.ts';
import { defineReport } from './commands/report.ts';
import { defineRetire } from './commands/retire.ts';
import { defineRollback } from './commands/rollback.ts';
import { defineRotate } from './commands/rotate.ts';
import { defineSandbox } from './commands/sandbox.ts';
import { defineSet } from './commands/set.ts';
import { defineStatus } from './commands/status.ts';
import { defineSweep } from './commands/sweep.ts';
import { defineVerify } from './commands/verify.ts';
import { completeSecrets } from './completion.ts';
import { painted } from './paint.ts';
import { type Manner, type Streams, terminal } from './terminal.ts';

/** All commands, in the order in which an operator meets them. */
const commands: readonly ((context: Context) => void)[] = [
  defineAdopt,
  defineStatus,
  defineDoctor,
  definePlan,
  defineRotate,
  defineVerify,
  defineRollback,
  defineRetire,
  defineSet,
  defineHistory,
  defineSweep,
  defineReport,
  defineInvoke,
  defineDeploy,
  defineSandbox,
];

/** Runs `rotator`. Returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 the operator must decide. */
export async function run(
  types: readonly Compose[],
  argv: readonly string[] = process.argv.slice(2),
  streams: Streams = process,
): Promise<number> {
  const out = terminal(mannerOf(argv), streams);
  let exitCode = 0;
  const end = (code: number) => {
    exitCode = code;
  };
  const written = { help: '', error: '' };
  try {
    const { rotator, completions } = program({ types, out, end }, streams, written);
    // Source: the scripts of the completion call `complete -- WORD…`.
    if (argv[0] === 'complete') await completeSecrets(completions, argv.slice(2));
    await rotator.parseAsync(argv, { from: 'user' });
    out.conclude({ exitCode });
    if (exitCode !== 0) out.show();
    return exitCode;
  } catch (error) {
    out.show();
    if (!(error instanceof CommanderError)) return out.fail(error);
    const code = error.exitCode === 0 ? 0 : 2;
    const text = stripVTControlCharacters(written[code === 0 ? 'help' : 'error']).trim();
    out.conclude(code === 0 ? { text } : { error: { code: 'wrong-usage', message: text } });
    return code;
  }
}

/** Returns how a command line asks for its output. The words to complete may contain any flag. */
export function mannerOf(argv: readonly string[]): Manner {
  const asks = (flag: string) => argv[0] !== 'complete' && argv.includes(flag);
  return { json: asks('--json'), quiet: asks('--quiet') };
}

/** Defines the program. With --json it keeps help and complaints for the document; people still read complaints. */
function program(
  context: Omit<Context, 'rotator'>,
  { stdout, stderr }: Streams,
  written: { help: string; error: string },
): { readonly rotator: Command; readonly completions: RootCommand } {
  const rotator = new Command('rotator')
    .description('Rotates the secrets kept in KMS Secrets Manager, and shows their status.')
    .version(version)
    .addHelpText('after', exitCodes)
    .configureOutput({
      writeOut: (text) => {
        if (context.out.json) written.help += text;
        else stdout.write(text);
      },
      writeErr: (text) => {
        written.error += text;
        stderr.write(painted(text));
      },
    })
    .exitOverride();
  for (const define of commands) define({ rotator, ...context });
  // The completion reads the commands above, so that it knows all that they know.
  const completions = tab(rotator, { completionCommandName: 'completion' });
  rotator.commands
    .find((one) => one.name() === 'completion')
    ?.description('print the shell script that completes commands');
  return { rotator, completions };
}

const exitCodes = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 you must decide.

Completion: source <(rotator completion bash), or the same with zsh.
Try it without an account: rotator sandbox`;
