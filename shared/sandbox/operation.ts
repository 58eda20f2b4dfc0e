import type * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { invalidParameter, missingParameter } from './refusal.ts';

export type Answer = Readonly<Record<string, unknown>>;

/** Parameters by name; `Tag.1.Key` and its like are lists already. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A request whose parameters are understood: what it is about, and how to carry it out. */
interface Prepared {
  readonly resource: string;
  perform(): Answer | Promise<Answer>;
}

/** One operation of a service's API. */
export interface Operation {
  readonly action: string;
  /** The parameters the audit log may show. */
  readonly shown: readonly string[];
  /** Throws a Refusal. */
  prepare(cloud: Cloud, parameters: Parameters): Prepared;
}

export interface Service {
  readonly name: string;
  /** The first part of its RAM actions. */
  readonly prefix: string;
  readonly version: string;
  readonly operations: readonly Operation[];
}

interface Specification<Shape extends z.core.$ZodLooseShape> {
  readonly action: string;
  readonly parameters: z.ZodObject<Shape>;
  /** Parameters that are values of secrets. */
  readonly confidential?: readonly (keyof Shape & string)[];
  /** The ARN a RAM policy would name. */
  resource(cloud: Cloud, parameters: z.output<z.ZodObject<Shape>>): string;
  perform(cloud: Cloud, parameters: z.output<z.ZodObject<Shape>>): Answer | Promise<Answer>;
}

export function defineOperation<Shape extends z.core.$ZodLooseShape>(
  specification: Specification<Shape>,
): Operation {
  const confidential = new Set<string>(specification.confidential);
  return {
    action: specification.action,
    shown: Object.keys(specification.parameters.shape).filter((name) => !confidential.has(name)),
    prepare(cloud, given) {
      const parsed = specification.parameters.safeParse(given);
      if (!parsed.success) throw complaint(given, parsed.error);
      return {
        resource: specification.resource(cloud, parsed.data),
        perform: () => specification.perform(cloud, parsed.data),
      };
    },
  };
}

/** Zod's messages for the kinds of schema used here speak of the rule, never of the value. */
function complaint(given: Parameters, error: z.ZodError) {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? 'unknown');
  if (given[name] === undefined) return missingParameter(name);
  return invalidParameter(name, issue?.message ?? 'it breaks a rule');
}
