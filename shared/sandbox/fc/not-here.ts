import * as z from 'zod';
import { unsupported } from '../refusal.ts';

/** Settings of a function that this cloud does not support. It refuses them instead of pretending to apply them. */
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

/** The version of a function that is meant. The sandbox keeps one, the latest. */
export const Qualifier = z.string().optional();

export function refuseQualifier(qualifier: string | undefined): void {
  if (qualifier !== undefined && qualifier !== 'LATEST')
    throw unsupported('the sandbox knows no versions and aliases of a function');
}

/** Throws a Refusal that names the first unsupported setting that is given. */
export function refuseNotHere(given: Readonly<Record<string, unknown>>): void {
  const name = names.find((one) => given[one] !== undefined && given[one] !== null);
  if (name !== undefined) throw unsupported(`the sandbox knows no ${name} of a function`);
}
