import { type Command, Option } from 'commander';
import { SecretId } from '../../../engine/rotation/store.ts';
import type { Compose } from '../../../entry/composition.ts';
import { readSettings } from '../../../entry/read-settings.ts';
import type { Environment } from '../../../runtime/environment.ts';
import type { CommandContext } from '../perform.ts';
import type { Terminal } from '../terminal.ts';
import { parsedBy, seconds } from './arguments.ts';

/** The context in which a command is defined. */
export interface Context {
  readonly rotator: Command;
  readonly types: readonly Compose[];
  readonly out: Terminal;
  /** Sets the exit code of the process. */
  end(code: number): void;
}

/** The options of every command about one secret. */
export interface Common {
  readonly region?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export function settings(region: string | undefined): Environment {
  const environment = readSettings();
  return region === undefined ? environment : { ...environment, region };
}

export function commandContext({ types, out }: Context, { region, timeout }: Common): CommandContext {
  return { types, environment: settings(region), timeout, out };
}

export function command({ rotator }: Context, name: string, description: string): Command {
  return rotator
    .command(name)
    .description(description)
    .exitOverride()
    .option('--region <id>', 'region of the secrets (default: ALIBABA_CLOUD_REGION_ID)')
    .option('--json', 'print one JSON document on standard output')
    .addOption(new Option('--quiet', 'print nothing unless it fails').conflicts('json'));
}

/** Defines a command about one secret, by name or ARN. */
export function aboutOne(context: Context, name: string, description: string): Command {
  return command(context, name, description)
    .argument('<secret>', 'name or ARN of the secret', parsedBy(SecretId))
    .addOption(timeout(300));
}

/** Returns the option `--timeout`. It is given in seconds and kept in milliseconds. */
export function timeout(usual: number, description = 'stop after this time'): Option {
  return new Option('--timeout <seconds>', description).argParser(seconds).default(usual * 1_000, `${usual}`);
}

export function examples(...lines: readonly string[]): string {
  return ['\nExamples:', ...lines].join('\n  ');
}
