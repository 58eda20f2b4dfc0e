import { readFileSync } from 'node:fs';
import { defaultCredentials } from '../../alibaba/credentials.ts';
import { fcError } from '../../alibaba/fc/fc-error.ts';
import { invokeFunction } from '../../alibaba/fc/invoke-function.ts';
import { openFc } from '../../alibaba/fc/open.ts';
import { parseJsonText, readEvent } from '../../entry/event.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { paints as pc } from './paint.ts';
import type { Terminal } from './terminal.ts';

/** Runs `rotator invoke`: calls a deployed function, and shows its answer. Throws EventMalformed before any call. */
export async function invoke(
  environment: Environment,
  name: string,
  event: string,
  timeout: number,
  out: Terminal,
): Promise<number> {
  readEvent(Buffer.from(event));
  using deadline = startDeadline(timeout, 0);
  const { failed, text } = await call(environment, name, event, deadline.signal);
  const answer = parseJsonText(text, 'the answer');
  out.document(failed ? { error: answer } : answer);
  const shown = JSON.stringify(answer, null, 2);
  out.say(failed ? pc.red(shown) : shown);
  return failed ? 1 : 0;
}

async function call(environment: Environment, name: string, event: string, signal: AbortSignal) {
  try {
    return await invokeFunction(openFc(environment, defaultCredentials()), name, event, signal);
  } catch (error) {
    throw fcError(error, name);
  }
}

/** Returns the text of a file, or of standard input if the path is `-`. */
export function readText(path: string): string {
  return readFileSync(path === '-' ? 0 : path, 'utf8');
}
