import type { Credentials } from '../../alibaba/credentials.ts';
import type { Compose } from '../../entry/composition.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Environment } from '../../runtime/environment.ts';

/** The settings and signals of all checks. */
export interface DoctorContext {
  readonly types: readonly Compose[];
  readonly environment: Environment;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
