import * as rdsMysql from '../../functions/rds-mysql/index.ts';
import * as rdsPostgresql from '../../functions/rds-postgresql/index.ts';
import { fixedCredentials } from '../../shared/cloud/credentials.ts';
import { type Compose, compose } from '../../shared/composition.ts';
import type { Listener } from '../../shared/rotation/lifecycle.ts';
import type { Request } from '../../shared/rotation/perform.ts';
import type { Result, Step } from '../../shared/rotation/result.ts';
import { SecretId, VersionId } from '../../shared/rotation/store.ts';
import { startDeadline } from '../../shared/runtime/deadline.ts';
import { openStore } from '../../shared/secrets-api/open.ts';
import type { Cloud } from './cloud.ts';
import type { Setting } from './settings.ts';

const types: Readonly<Record<Setting['type'], Compose>> = {
  'rds-mysql': compose(rdsMysql.type),
  'rds-postgresql': compose(rdsPostgresql.type),
};

export interface RotateOptions {
  readonly token?: string;
  readonly emit?: Listener;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** One whole rotation over the sandbox and a real server, as the function does it. */
export function rotate(
  cloud: Cloud,
  type: Setting['type'],
  secret: string,
  { token, ...options }: RotateOptions = {},
): Promise<Result> {
  const request = {
    operation: 'rotate',
    secret: SecretId.parse(secret),
    token: token === undefined ? undefined : VersionId.parse(token),
  } as const;
  return perform(cloud, type, request, options);
}

/** A single step of the version a token names. */
export function runStep(
  cloud: Cloud,
  type: Setting['type'],
  secret: string,
  step: Step,
  token: string,
): Promise<Result> {
  const named = { secret: SecretId.parse(secret), token: VersionId.parse(token) };
  return perform(cloud, type, { operation: 'step', step, ...named });
}

async function perform(
  cloud: Cloud,
  type: Setting['type'],
  request: Request,
  { emit = () => {}, timeout = 30_000 }: Omit<RotateOptions, 'token'> = {},
): Promise<Result> {
  using deadline = startDeadline(timeout, 500);
  using closing = startDeadline(timeout, 0);
  const { environment, sandbox } = cloud;
  const { accessKeyId, accessKeySecret } = sandbox;
  const credentials = fixedCredentials({ accessKeyId, accessKeySecret });
  const engine = types[type]({
    environment,
    credentials,
    store: openStore(environment, credentials),
    emit,
    signal: deadline.signal,
    closing: closing.signal,
  });
  return await engine.perform(request);
}
