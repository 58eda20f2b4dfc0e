import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type * as z from 'zod';
import type { Compose } from '../composition.ts';
import { states } from '../operations/attention.ts';
import { SecretId, VersionId } from '../rotation/store.ts';
import { type Environment, readEnvironment } from '../runtime/environment.ts';
import { emergency } from './emergency.ts';
import { invoke, readText } from './invoke.ts';
import { type ReportOptions, report } from './report.ts';
import { rotate } from './rotate.ts';
import { type SandboxOptions, sandbox } from './sandbox.ts';
import type { Selection } from './select.ts';
import { type StatusOptions, status } from './status.ts';
import { type SweepOptions, sweep } from './sweep.ts';
import { type Terminal, terminal } from './terminal.ts';

/** `rotator`. Sets the exit code of the process: 0 done, 1 failed, 2 wrong usage, 3 the operator must decide. */
export async function run(
  types: readonly Compose[],
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const out = terminal(argv.includes('--json'));
  try {
    await program(types, out).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else process.exitCode = out.fail(error);
  }
}

function program(types: readonly Compose[], out: Terminal): Command {
  const rotator = new Command('rotator')
    .description('Rotates the secrets kept in KMS Secrets Manager, and shows how they stand.')
    .exitOverride();
  const settings = (region?: string): Environment => {
    const environment = readEnvironment();
    return region === undefined ? environment : { ...environment, region };
  };
  command(rotator, 'rotate', 'give a secret a new value and prove it before it becomes current')
    .argument('[secret]', 'name or ARN of the secret', parsedBy(SecretId))
    .option('--emergency', 'a value has leaked: end every old value and every session, and prove it')
    .option('--reason <text>', 'with --emergency: why, for the evidence')
    .option('--all-of <instance>', 'with --emergency: every secret that opens this instance id or host')
    .option('--tag <key=value>', 'with --emergency: every secret that carries this tag', tagged)
    .option('--evidence <dir>', 'with --emergency: where the evidence is written', '.')
    .option('--yes', 'with --emergency: do not ask before')
    .option(
      '--token <id>',
      'version id of the new value, so that a repeated call is the same rotation',
      parsedBy(VersionId),
    )
    .option('--timeout <seconds>', 'give up after so long', seconds, 300_000)
    .addHelpText(
      'after',
      [
        '\nExamples:',
        'rotator rotate MyDbCreds',
        'rotator rotate MyDbCreds --json | jq .VersionId',
        'rotator rotate MyDbCreds --emergency --reason "pushed to a public repository"',
        'rotator rotate --all-of rm-bp1example --emergency --reason "backup was stolen" --evidence ./incident-42',
      ].join('\n  '),
    )
    .action(async (secret: SecretId | undefined, options: RotateCommandOptions, command: Command) => {
      const environment = settings(options.region);
      const { reason } = options;
      if (!options.emergency) {
        if (secret === undefined || options.allOf !== undefined || options.tag || reason !== undefined)
          command.error('error: name one secret; --all-of, --tag and --reason go with --emergency');
        else process.exitCode = await rotate(types, environment, secret, options, out);
        return;
      }
      const selection = select(secret, options);
      if (reason === undefined) command.error('error: say why with --reason: it is kept with the evidence');
      else if (!selection) command.error('error: name one of a secret, --all-of and --tag');
      else process.exitCode = await emergency(types, environment, selection, { ...options, reason }, out);
    });
  command(rotator, 'status', 'show how secrets stand: type, strategy, age, next due, state, last error')
    .argument('[secret...]', 'names; without any, every secret with the tag rotation:type')
    .addOption(new Option('--state <state...>', 'only those in one of these states').choices(states))
    .option('--type <type...>', 'only those of one of these types')
    .option('--timeout <seconds>', 'give up after so long', seconds, 60_000)
    .addHelpText(
      'after',
      '\nExamples:\n  rotator status\n  rotator status --state failing stopped\n  rotator status MyDbCreds --json',
    )
    .action(async (names: string[], options: StatusOptions & { region?: string }) => {
      const secrets = names.map((name) => parsedBy(SecretId)(name));
      process.exitCode = await status(settings(options.region), secrets, options, out);
    });
  command(
    rotator,
    'report',
    'write one HTML page of the fleet: ages, due dates, failures, what needs you first',
  )
    .option('--output <file>', 'where to write the page (default: standard output)', writable)
    .option('--sessions', 'log in to the services, as plan does, to see who still uses a previous credential')
    .option('--timeout <seconds>', 'give up after so long', seconds, 60_000)
    .addHelpText(
      'after',
      '\nExamples:\n  rotator report --output fleet.html\n  rotator report --json | jq .concerns',
    )
    .action(async (options: ReportOptions & { region?: string }, command: Command) => {
      if (options.output === undefined && !out.json && process.stdout.isTTY)
        command.error('error: a page is nothing to read on a terminal: name a file with --output');
      process.exitCode = await report(types, settings(options.region), options, out);
    });
  command(rotator, 'sweep', 'rotate what is due and retire what is over its grace, as the timers do')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--verify', 'log in with what is stored of every other secret')
    .option('--concurrency <number>', 'work on so many secrets at once (default: 8)', atOnce)
    .option('--per-server <number>', 'and on so many of one server (default: 4)', atOnce)
    .option('--timeout <seconds>', 'begin nothing more when that is nearly over', seconds, 3_600_000)
    .addHelpText('after', '\nExamples:\n  rotator sweep --dry-run\n  rotator sweep --concurrency 20 --json')
    .action(async (options: SweepOptions & { region?: string }) => {
      const { region, timeout, dryRun, verify, concurrency, perServer } = options;
      const wishes = { timeout, dryRun, verify, concurrency, perServer };
      process.exitCode = await sweep(types, settings(region), wishes, out);
    });
  command(rotator, 'invoke', 'call a deployed function and show its answer')
    .argument('<function>', 'name of the function')
    .argument('<event>', 'file that holds the event as JSON; - for standard input', readable)
    .option('--timeout <seconds>', 'give up after so long', seconds, 600_000)
    .addHelpText(
      'after',
      '\nExamples:\n  rotator invoke rds-mysql rotate.json\n  echo \'{"Operation":"sweep","DryRun":true}\' | rotator invoke rds-mysql -',
    )
    .action(async (name: string, event: string, options: { timeout: number; region?: string }) => {
      process.exitCode = await invoke(settings(options.region), name, event, options.timeout, out);
    });
  command(rotator, 'sandbox', 'run a local cloud to rehearse in')
    .option('--functions <dir>', 'the built functions that may be invoked there, one folder each')
    .option('--variable <name=value...>', 'environment variables of these functions', variable)
    .option('--port <number>', 'port on loopback (default: any free one)', port)
    .option('--data <dir>', 'keep everything there, encrypted, over a restart')
    .addHelpText('after', '\nExamples:\n  rotator sandbox --data ./cloud\n  rotator sandbox --json')
    .action(async (options: SandboxOptions & { region?: string }) => {
      process.exitCode = await sandbox({ ...options, regionId: options.region }, interrupted(), out);
    });
  return rotator;
}

function command(rotator: Command, name: string, description: string): Command {
  return rotator
    .command(name)
    .description(description)
    .exitOverride()
    .option('--region <id>', 'region of the secrets (default: ALIBABA_CLOUD_REGION_ID)')
    .option('--json', 'print one JSON document on standard output');
}

function parsedBy<Schema extends z.ZodType>(schema: Schema): (text: string) => z.output<Schema> {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues.map((issue) => issue.message).join('; '));
  };
}

interface RotateCommandOptions {
  readonly emergency?: boolean;
  readonly reason?: string;
  readonly allOf?: string;
  readonly tag?: { readonly key: string; readonly value: string };
  readonly evidence: string;
  readonly yes?: boolean;
  readonly token?: VersionId;
  readonly timeout: number;
  readonly region?: string;
}

/** Exactly one way to say which secrets are meant. */
function select(
  secret: SecretId | undefined,
  { allOf: instance, tag }: RotateCommandOptions,
): Selection | undefined {
  const said: Selection[] = [];
  if (secret !== undefined) said.push({ secrets: [secret] });
  if (instance !== undefined) said.push({ instance });
  if (tag) said.push({ tag });
  return said.length === 1 ? said[0] : undefined;
}

function tagged(text: string): { readonly key: string; readonly value: string } {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError('is no tag such as team=payments');
  return { key, value };
}

function seconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('is no whole number of seconds');
  return Number(text) * 1_000;
}

/** Looked at before anything is asked of the cloud. */
function writable(path: string): string {
  try {
    const place = statSync(path, { throwIfNoEntry: false });
    if (place?.isDirectory()) throw new InvalidArgumentError('is a folder');
    accessSync(place ? path : dirname(path), constants.W_OK);
    return path;
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw new InvalidArgumentError('cannot be written');
  }
}

function atOnce(text: string): number {
  if (!/^[1-9]\d?$|^100$/.test(text)) throw new InvalidArgumentError('is no number from 1 to 100');
  return Number(text);
}

function readable(path: string): string {
  try {
    return readText(path);
  } catch {
    throw new InvalidArgumentError('cannot be read');
  }
}

function variable(text: string, others: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('is not of the form NAME=VALUE');
  return { ...others, [name]: value };
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('is no port');
  return Number(text);
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
