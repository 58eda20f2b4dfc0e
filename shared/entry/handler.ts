import type { Context, Handler } from 'aws-lambda';
import { defaultCredentials, fixedCredentials } from '../alibaba/credentials.ts';
import { handOverTo } from '../alibaba/fc/hand-over.ts';
import { openStore } from '../alibaba/secrets/open.ts';
import type { SweepResult } from '../engine/operations/sweep/outcome.ts';
import { InvocationFailed, NotEvicted } from '../engine/rotation/errors.ts';
import { InternalError, ours } from '../engine/rotation/internal-error.ts';
import type { Result } from '../engine/rotation/result.ts';
import { startDeadline } from '../runtime/deadline.ts';
import { jsonLogger, standardOutput } from '../runtime/logger.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { version } from '../runtime/version.ts';
import { type Compose, compose, type DefineType } from './composition.ts';
import { readEvent } from './event.ts';
import { handlerContext, PlatformContext } from './function-compute.ts';
import { logLifecycle } from './log-lifecycle.ts';
import { readSettings } from './read-settings.ts';
import { sweepLine } from './sweep-line.ts';

/**
 * The handler that Function Compute calls. The event is a Buffer of JSON. Source: Function Compute, Node.js "Request
 * handlers".
 */
export type PlatformHandler = (event: Uint8Array, context: unknown) => Promise<Answer>;

type Answer = Result | SweepResult;

/** The variables that configure a function, and the receiver of its log lines. */
export interface RuntimeHost {
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly print?: (line: string) => void;
}

/**
 * Returns the handler for one kind of secret. A failed invocation throws, so that the platform's own retry and failure
 * destination work. The error states `code` and `aftermath`, and holds no value of a secret.
 */
export function serve<Value>(define: DefineType<Value>, host: RuntimeHost = {}): PlatformHandler {
  const engineOf = compose(define);
  return async (event, context) => {
    const platform = PlatformContext.parse(context);
    const handle = handlerOf(engineOf, platform, host);
    const answer = handle(event, handlerContext(platform, systemClock.now), () => {});
    return answer ?? Promise.reject(new Error('the handler answers by its promise'));
  };
}

function handlerOf(
  engineOf: Compose,
  platform: PlatformContext,
  { variables, print = standardOutput }: RuntimeHost,
): Handler<Uint8Array, Answer> {
  return async (event: Uint8Array, context: Context) => {
    const log = jsonLogger(
      { requestId: context.awsRequestId, function: context.functionName, release: version },
      systemClock.now,
      print,
    );
    try {
      const request = readEvent(event);
      const environment = readSettings(variables);
      const remaining = context.getRemainingTimeInMillis();
      using deadline = startDeadline(remaining, Math.min(2_000, remaining / 4));
      using closing = startDeadline(remaining, Math.min(500, remaining / 10));
      const credentials = platform.credentials
        ? fixedCredentials(platform.credentials)
        : defaultCredentials();
      const engine = engineOf({
        environment,
        credentials,
        store: openStore(environment, credentials),
        emit: logLifecycle(log),
        onDeliveryFailure: (message) => log({ level: 'warn', event: 'others-not-told', message }),
        signal: deadline.signal,
        closing: closing.signal,
        handOver: handOverTo(platform.function.name, environment, credentials),
      });
      if (request.operation === 'sweep') {
        const result = await engine.sweep(request);
        if (!request.batch && !request.dryRun) log(sweepLine(result));
        return result;
      }
      const askedBy = `invocation ${context.awsRequestId} of ${context.functionName}`;
      return await engine.perform(request.operation === 'emergency' ? { ...request, askedBy } : request);
    } catch (error) {
      const failure = ours(error);
      const { code, aftermath, message } = failure;
      const { evidence } = failure instanceof NotEvicted ? failure : {};
      const { trace } = failure instanceof InternalError ? failure : {};
      log({
        level: 'error',
        event: 'invocation-failed',
        code,
        aftermath,
        message,
        ...(evidence && { evidence }),
        ...(trace && { trace }),
      });
      throw new InvocationFailed(failure);
    }
  };
}
