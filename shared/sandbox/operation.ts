import type * as z from 'zod';
import type { Cloud } from './cloud.ts';
import type { Identity } from './identity.ts';
import type { Context } from './policies/condition.ts';
import { invalidParameter, missingInQuery, missingParameter, type Refusal } from './refusal.ts';
import type { WireRequest } from './wire-request.ts';

export type Answer = Readonly<Record<string, unknown>>;

/** A response that is sent as it is, not as JSON of the gateway. */
export class RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;

  constructor(status: number, headers: Readonly<Record<string, string>>, body: Buffer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** A response of the gateway before it is formatted. */
export interface Reply {
  readonly status: number;
  readonly body: Answer;
}

/** Parameters by name. Numbered ones such as `Tag.1.Key` are already lists. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The caller of an operation, and the origin of the call. */
export interface Caller {
  readonly identity: Identity;
  /** Values that the conditions of a policy may test. */
  readonly context: Context;
}

type Performed = Answer | RawAnswer | Promise<Answer | RawAnswer>;

/** A request whose parameters are understood: the resources it concerns, and how to perform it. */
interface Prepared {
  /** ARNs on which the caller must have the permission, all of them. */
  readonly resources: readonly string[];
  perform(): Performed;
}

/** One operation of a service's API. */
export interface Operation {
  readonly action: string;
  /** Names of the parameters that the audit log may show. */
  readonly shown: readonly string[];
  /** Prepares a request. Throws a Refusal. */
  prepare(cloud: Cloud, parameters: Parameters, caller: Caller): Prepared;
}

export interface Service {
  readonly name: string;
  /** The first part of its RAM actions. */
  readonly prefix: string;
  readonly version: string;
  /** The error code for a caller who lacks a permission. */
  readonly denial: 'Forbidden.NoPermission' | 'Forbidden.RAM' | 'NoPermission' | 'AccessDenied';
  readonly operations: readonly Operation[];
  /** Parameters that its API has in the body. A gateway that reads no others there reads these. */
  readonly inBody?: readonly string[];
  /** Returns the operation that a request in the ROA style asks for, or undefined if no such path exists. */
  route?(request: WireRequest): { readonly action: string; readonly parameters: Parameters } | undefined;
  /**
   * Returns whether a request is for this service, by the form of the request. Other services are known by the version
   * that a request names.
   */
  understands?(request: WireRequest): boolean;
  /** Returns the response to a failed request, for a service whose errors have a form of their own. */
  refuse?(refusal: Refusal, requestId: string, host: string): RawAnswer;
}

interface Specification<Shape extends z.core.$ZodLooseShape> {
  readonly action: string;
  readonly parameters: z.ZodObject<Shape>;
  /** Parameters that are values of secrets. */
  readonly confidential?: readonly (keyof Shape & string)[];
  /** The error code for a parameter that breaks a rule, if it differs from the usual one. */
  readonly invalidCode?: string;
  /**
   * Returns the ARN that a RAM policy would name. Several ARNs must all be permitted; an empty list needs no
   * permission.
   */
  resource(
    cloud: Cloud,
    parameters: z.output<z.ZodObject<Shape>>,
    caller: Caller,
  ): string | readonly string[];
  perform(cloud: Cloud, parameters: z.output<z.ZodObject<Shape>>, caller: Caller): Performed;
}

export function defineOperation<Shape extends z.core.$ZodLooseShape>(
  specification: Specification<Shape>,
): Operation {
  const confidential = new Set<string>(specification.confidential);
  return {
    action: specification.action,
    shown: Object.keys(specification.parameters.shape).filter((name) => !confidential.has(name)),
    prepare(cloud, given, caller) {
      const parsed = specification.parameters.safeParse(given);
      if (!parsed.success) throw complaint(cloud, given, parsed.error, specification.invalidCode);
      return {
        resources: [specification.resource(cloud, parsed.data, caller)].flat(),
        perform: () => specification.perform(cloud, parsed.data, caller),
      };
    },
  };
}

/**
 * Returns the refusal for invalid parameters. Zod's messages for the schemas used here describe the rule, never the
 * value.
 */
function complaint({ switches }: Cloud, given: Parameters, error: z.ZodError, usual: string | undefined) {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? 'unknown');
  if (given[name] === undefined)
    return switches.requestBody === 'read' ? missingParameter(name) : missingInQuery(name);
  const code = (issue?.code === 'custom' ? issue.params?.code : undefined) ?? usual;
  return invalidParameter(name, issue?.message ?? 'it breaks a rule', code);
}
