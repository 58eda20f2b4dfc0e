import type { Request } from '../../engine/operations/request.ts';
import type { Result } from '../../engine/rotation/result.ts';
import type { Compose } from '../../entry/composition.ts';
import type { Environment } from '../../runtime/environment.ts';
import { type EngineOptions, performHere } from './engine.ts';
import { progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** The context of every command about one secret. */
export interface CommandContext {
  readonly types: readonly Compose[];
  readonly environment: Environment;
  /** Milliseconds. */
  readonly timeout: number;
  readonly out: Terminal;
}

/** Runs a request in this process, and reports what happens meanwhile. */
export async function perform(
  { types, environment, timeout, out }: CommandContext,
  request: Request,
  view?: EngineOptions['view'],
): Promise<Result> {
  const looks = request.operation === 'plan' || request.operation === 'verify';
  using heard = progress(out, `${request.operation} ${request.secret} …`, looks ? 'nothing' : 'steps');
  const emit = heard.hear;
  return await performHere(types, environment, request, { timeout, emit, view });
}
