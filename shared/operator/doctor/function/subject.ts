import { type FunctionSettings, getFunction } from '../../../alibaba/fc/get-function.ts';
import { listTriggers, type Trigger } from '../../../alibaba/fc/list-triggers.ts';
import { openFc } from '../../../alibaba/fc/open.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { once } from '../once.ts';

/** A deployed function, of which each thing is read once for all of its checks. */
export interface FunctionSubject {
  readonly name: string;
  settings(): Promise<FunctionSettings>;
  triggers(): Promise<readonly Trigger[]>;
}

export function functionSubject(
  { environment, credentials, signal }: DoctorContext,
  name: string,
): FunctionSubject {
  return {
    name,
    settings: once(() => getFunction(openFc(environment, credentials), name, signal)),
    triggers: once(() => listTriggers(openFc(environment, credentials), name, signal)),
  };
}
