import * as z from 'zod';
import { unsupported } from '../refusal.ts';

/** Settings of a function that this cloud cannot honour; what it cannot do it does not pretend to do. */
const names = [
  'customContainerConfig',
  'customDNS',
  'disableInjectCredentials',
  'gpuConfig',
  'instanceIsolationMode',
  'instanceLifecycleConfig',
  'juiceFsConfig',
  'layers',
  'nasConfig',
  'ossMountConfig',
  'polarFsConfig',
  'sessionAffinity',
  'sessionAffinityConfig',
  'tracingConfig',
] as const;

export const notHere = Object.fromEntries(names.map((name) => [name, z.unknown().optional()]));

/** Throws a Refusal that names the first of them that is given. */
export function refuseNotHere(given: Readonly<Record<string, unknown>>): void {
  const name = names.find((one) => given[one] !== undefined && given[one] !== null);
  if (name !== undefined) throw unsupported(`the sandbox knows no ${name} of a function`);
}
