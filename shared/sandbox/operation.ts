import type * as z from 'zod';
import type { Cloud } from './cloud.ts';
import type { Identity } from './identity.ts';
import type { Context } from './policies/condition.ts';
import { invalidParameter, missingInQuery, missingParameter, type Refusal } from './refusal.ts';
import type { WireRequest } from './wire-request.ts';

export type Answer = Readonly<Record<string, unknown>>;

/** An answer that is sent as it is: no JSON of the gateway's own. */
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

/** An answer of the gateway, before it has a format. */
export interface Reply {
  readonly status: number;
  readonly body: Answer;
}

/** Parameters by name; `Tag.1.Key` and its like are lists already. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Who asks, and from where. */
export interface Caller {
  readonly identity: Identity;
  /** What a policy's conditions may ask about. */
  readonly context: Context;
}

type Performed = Answer | RawAnswer | Promise<Answer | RawAnswer>;

/** A request whose parameters are understood: what it is about, and how to carry it out. */
interface Prepared {
  /** What the caller must be permitted to do it on: all of them. */
  readonly resources: readonly string[];
  perform(): Performed;
}

/** One operation of a service's API. */
export interface Operation {
  readonly action: string;
  /** The parameters the audit log may show. */
  readonly shown: readonly string[];
  /** Throws a Refusal. */
  prepare(cloud: Cloud, parameters: Parameters, caller: Caller): Prepared;
}

export interface Service {
  readonly name: string;
  /** The first part of its RAM actions. */
  readonly prefix: string;
  readonly version: string;
  /** The code of its answer to who lacks a permission. */
  readonly denial: 'Forbidden.NoPermission' | 'NoPermission' | 'AccessDenied';
  readonly operations: readonly Operation[];
  /** Parameters that its API has in the body, where a gateway reads them that looks for no others there. */
  readonly inBody?: readonly string[];
  /** Of a service in the ROA style: what a request asks for, if there is such a path. */
  route?(request: WireRequest): { readonly action: string; readonly parameters: Parameters } | undefined;
  /** Of a service that is known by the form of a request, and not by a version that it names. */
  understands?(request: WireRequest): boolean;
  /** Of a service whose errors have a form of their own. */
  refuse?(refusal: Refusal, requestId: string, host: string): RawAnswer;
}

interface Specification<Shape extends z.core.$ZodLooseShape> {
  readonly action: string;
  readonly parameters: z.ZodObject<Shape>;
  /** Parameters that are values of secrets. */
  readonly confidential?: readonly (keyof Shape & string)[];
  /** The code of its answer to a parameter that breaks a rule, where that is not the usual one. */
  readonly invalidCode?: string;
  /** The ARN a RAM policy would name; several where each must be permitted, none where no permission is needed. */
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

/** Zod's messages for the kinds of schema used here speak of the rule, never of the value. */
function complaint({ switches }: Cloud, given: Parameters, error: z.ZodError, usual: string | undefined) {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? 'unknown');
  if (given[name] === undefined)
    return switches.requestBody === 'read' ? missingParameter(name) : missingInQuery(name);
  const code = (issue?.code === 'custom' ? issue.params?.code : undefined) ?? usual;
  return invalidParameter(name, issue?.message ?? 'it breaks a rule', code);
}
