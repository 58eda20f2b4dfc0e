import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Credentials, fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { openStore } from '../../../shared/alibaba/secrets/open.ts';
import type { Request } from '../../../shared/engine/operations/request.ts';
import type { Listener } from '../../../shared/engine/rotation/lifecycle.ts';
import type { Result, Step } from '../../../shared/engine/rotation/result.ts';
import { SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { type Compose, compose } from '../../../shared/entry/composition.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import type { Cloud } from './cloud.ts';
import { functionKey } from './function-key.ts';
import { type Death, type Halt, type Watcher, watchedStore, watchedType } from './halt.ts';
import { patience } from './patience.ts';

/** The function of that name, as the command line and its bundle have it. */
async function composeOf(type: string, halt: Watcher | undefined): Promise<Compose> {
  const entry = join(import.meta.dirname, '../../../functions', type, 'index.ts');
  const module = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  return compose(halt ? watchedType(module.type, halt) : module.type);
}

interface Options {
  readonly emit?: Listener;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly clock?: Clock;
  /** Those of the function's own role where absent. */
  readonly credentials?: Credentials;
  readonly halt?: Halt | Death;
}

export interface RotateOptions extends Options {
  readonly token?: string;
  /** Whether it ends a previous value in its grace; it does where absent, as grace is of no concern to most tests. */
  readonly endGrace?: boolean;
}

interface Named {
  /** As an operator names it, where no stored value logs in. */
  readonly account?: string;
}

/** One whole rotation over the sandbox and a real server, as the function does it. */
export function rotate(
  cloud: Cloud,
  type: string,
  secret: string,
  { token, endGrace = true, ...options }: RotateOptions = {},
): Promise<Result> {
  const request = {
    operation: 'rotate',
    endGrace,
    ...named(secret, token),
  } as const;
  return perform(cloud, type, request, options);
}

/** Makes the previous value current again, or undoes what is half done. */
export function rollback(
  cloud: Cloud,
  type: string,
  secret: string,
  { token, ...options }: RotateOptions = {},
): Promise<Result> {
  const request = {
    operation: 'rollback',
    ...named(secret, token),
  } as const;
  return perform(cloud, type, request, options);
}

/** Tells what a rotation would do. */
export function plan(cloud: Cloud, type: string, secret: string, options: Options = {}): Promise<Result> {
  return perform(cloud, type, { operation: 'plan', secret: SecretId.parse(secret) }, options);
}

/** Logs in with what is stored, and has an admin mend what has drifted where it is to. */
export function verify(
  cloud: Cloud,
  type: string,
  secret: string,
  { repair = false, account, ...options }: Options & Named & { readonly repair?: boolean } = {},
): Promise<Result> {
  const request = { operation: 'verify', secret: SecretId.parse(secret), repair, account } as const;
  return perform(cloud, type, request, options);
}

/** A single step of the version a token names. */
export function runStep(
  cloud: Cloud,
  type: string,
  secret: string,
  step: Step,
  token: string,
): Promise<Result> {
  const named = { secret: SecretId.parse(secret), token: VersionId.parse(token) };
  return perform(cloud, type, { operation: 'step', step, ...named });
}

/** Ends the previous credential, as far as grace and service allow. */
export function retire(cloud: Cloud, type: string, secret: string, options: Options = {}): Promise<Result> {
  return perform(cloud, type, { operation: 'retire', secret: SecretId.parse(secret) }, options);
}

/** An emergency: everything that was accepted before it ends. */
export function evict(
  cloud: Cloud,
  type: string,
  secret: string,
  { token, account, ...options }: RotateOptions & Named = {},
): Promise<Result> {
  const request = {
    operation: 'emergency',
    ...named(secret, token),
    account,
    reason: 'a value has leaked',
  } as const;
  return perform(cloud, type, request, options);
}

function named(secret: string, token: string | undefined) {
  return {
    secret: SecretId.parse(secret),
    token: token === undefined ? undefined : VersionId.parse(token),
  };
}

async function perform(
  cloud: Cloud,
  type: string,
  request: Request,
  { emit = () => {}, timeout = patience, credentials: given, halt, clock }: Options = {},
): Promise<Result> {
  const credentials = given ?? fixedCredentials(await functionKey(cloud, type, request.secret));
  using deadline = startDeadline(timeout, 500, clock);
  using closing = startDeadline(timeout, 0, clock);
  const { environment } = cloud;
  const store = openStore(environment, credentials);
  const engine = (await composeOf(type, halt))({
    environment,
    credentials,
    store: halt ? watchedStore(store, halt.watch) : store,
    emit,
    signal: deadline.signal,
    closing: closing.signal,
    ...(clock && { clock }),
  });
  return await engine.perform(request);
}
