import * as z from 'zod';
import { Refusal } from '../refusal.ts';
import { Condition } from './condition.ts';
import { ActionPattern, oneOrMore, ResourcePattern } from './patterns.ts';

export const Version = z.literal('1', 'the only version is "1"');
export const Effect = z.enum(['Allow', 'Deny'], 'it is neither Allow nor Deny');

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect,
  Action: oneOrMore(ActionPattern),
  Resource: oneOrMore(ResourcePattern),
  Condition: Condition.optional(),
  NotAction: z.undefined('the sandbox does not evaluate NotAction').optional(),
  NotResource: z.undefined('the sandbox does not evaluate NotResource').optional(),
});

/** A policy that says what an identity may do. */
export const PolicyDocument = z.strictObject({
  Version,
  Statement: z.array(Statement).min(1, 'there is no statement'),
});
export type PolicyDocument = z.output<typeof PolicyDocument>;

/** Reads a document. Throws a Refusal that says where the document is wrong, and repeats nothing of its content. */
export function readDocument<Document>(schema: z.ZodType<Document>, text: string): Document {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(issue ? `${issue.path.join('.') || 'the document'}: ${reason(issue)}` : 'it breaks a rule');
}

const reason = (issue: z.core.$ZodIssue) =>
  issue.code === 'unrecognized_keys' ? 'there is an element that is not known' : issue.message;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('it is no JSON');
  }
}

const malformed = (why: string) =>
  new Refusal(400, 'MalformedPolicyDocument', `The policy document is malformed: ${why}.`);
