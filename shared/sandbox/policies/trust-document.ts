import * as z from 'zod';
import { Condition, type Context, holds } from './condition.ts';
import { Effect, Version } from './document.ts';
import { oneOrMore } from './patterns.ts';

const RamPrincipal = z
  .string()
  .regex(/^acs:ram::\d+:(root|user\/[\w.@-]+|role\/[\w.-]+)$/, 'it is no account, user or role');
const ServicePrincipal = z.string().regex(/^[a-z0-9.-]+\.aliyuncs\.com$/, 'it is no service of the cloud');

const Statement = z.strictObject({
  Effect,
  Action: oneOrMore(z.literal('sts:AssumeRole', 'the only action is sts:AssumeRole')),
  Principal: z
    .strictObject({
      RAM: oneOrMore(RamPrincipal).optional(),
      Service: oneOrMore(ServicePrincipal).optional(),
    })
    .refine(({ RAM, Service }) => RAM !== undefined || Service !== undefined, 'it trusts nobody'),
  Condition: Condition.optional(),
});

/** A policy that says who may assume a role. */
export const TrustDocument = z.strictObject({
  Version,
  Statement: z.array(Statement).min(1, 'there is no statement'),
});
export type TrustDocument = z.output<typeof TrustDocument>;

/** The principal that asks: a service by its name, or an identity of RAM by each ARN that stands for it. */
export type Principal =
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'ram'; readonly arns: readonly string[] };

export function trusts(document: TrustDocument, principal: Principal, context: Context): boolean {
  const applying = document.Statement.filter(
    (statement) => names(statement.Principal, principal) && holds(statement.Condition ?? {}, context),
  );
  return applying.length > 0 && applying.every((statement) => statement.Effect === 'Allow');
}

function names(trusted: TrustDocument['Statement'][number]['Principal'], principal: Principal): boolean {
  if (principal.kind === 'service') return trusted.Service?.includes(principal.name) ?? false;
  return trusted.RAM?.some((arn) => principal.arns.includes(arn)) ?? false;
}
