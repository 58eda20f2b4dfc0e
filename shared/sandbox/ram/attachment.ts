import * as z from 'zod';

export const PolicyType = z.enum(['Custom', 'System']);
export type PolicyType = z.output<typeof PolicyType>;

/** A policy that is attached to a user or a role. */
export const Attachment = z.object({ type: PolicyType, name: z.string(), attachedAt: z.number() });
export type Attachment = z.output<typeof Attachment>;
