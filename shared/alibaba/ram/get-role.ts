import * as z from 'zod';
import { jsonIn } from '../json-in.ts';
import type { CloudService } from '../service.ts';

const Words = z.union([z.string(), z.array(z.string())]).transform((words) => [words].flat());

const Trust = z.object({
  Statement: z.array(z.object({ Effect: z.string(), Principal: z.record(z.string(), Words).default({}) })),
});

const Answer = z.object({ Role: z.object({ AssumeRolePolicyDocument: z.string() }) });

/** A principal that may assume a role, such as the `Service` `fc.aliyuncs.com`. */
export interface Trusted {
  readonly kind: string;
  readonly name: string;
}

/** Returns the principals that the trust policy of a role names; undefined if the policy cannot be read. Throws CloudError. */
export async function getTrusted(
  ram: CloudService,
  RoleName: string,
  signal: AbortSignal,
): Promise<readonly Trusted[] | undefined> {
  const { Role } = await ram.ask('GetRole', Answer, { RoleName }, signal);
  const trust = Trust.safeParse(jsonIn(Role.AssumeRolePolicyDocument)).data;
  return trust?.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Principal }) =>
    Object.entries(Principal).flatMap(([kind, names]) => names.map((name) => ({ kind, name }))),
  );
}
