import { readFileSync } from 'node:fs';
import type { CloudClient } from '../../alibaba/client.ts';
import { CloudError } from '../../alibaba/cloud-error.ts';
import { defaultCredentials } from '../../alibaba/credentials.ts';
import { fcError } from '../../alibaba/fc/fc-error.ts';
import { invokeFunction } from '../../alibaba/fc/invoke-function.ts';
import { listFunctions } from '../../alibaba/fc/list-functions.ts';
import { openFc } from '../../alibaba/fc/open.ts';
import { Unreachable } from '../../engine/rotation/errors.ts';
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
  const fc = openFc(environment, defaultCredentials());
  try {
    return await invokeFunction(fc, name, event, signal);
  } catch (error) {
    if (error instanceof CloudError && error.status === 404) throw await absent(fc, name, signal);
    throw fcError(error, name);
  }
}

/** Returns the error of a function that does not exist. It names those that do, where the caller may list them. */
async function absent(fc: CloudClient, name: string, signal: AbortSignal): Promise<Unreachable> {
  const known = await listFunctions(fc, signal).catch((error) => {
    if (error instanceof CloudError) return [];
    throw error;
  });
  const advice =
    known.length === 0
      ? 'The outputs of its stack name it'
      : `This region has ${known.slice(0, mostNamed).join(', ')}${known.length > mostNamed ? ' and others' : ''}`;
  return new Unreachable(`the function ${name}`, 'it does not exist in this account and region', { advice });
}

const mostNamed = 10;

/** Returns the text of a file, or of standard input if the path is `-`. */
export function readText(path: string): string {
  return readFileSync(path === '-' ? 0 : path, 'utf8');
}
