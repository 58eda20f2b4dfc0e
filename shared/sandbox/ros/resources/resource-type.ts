import type * as z from 'zod';
import type { Properties } from '../../../ros-template/record.ts';
import { TemplateError } from '../../../ros-template/template-error.ts';
import type { Cloud } from '../../cloud.ts';
import type { Answer, Parameters, Service } from '../../operation.ts';

/** Calls of the services that a resource belongs to, in the name of whoever asks for the stack. */
export interface Calls {
  readonly cloud: Cloud;
  /** Calls an operation of a service. Throws a Refusal. */
  ask(service: Service, action: string, parameters: Parameters): Promise<Answer>;
}

/** The id and the attributes of a created resource. */
export interface Made {
  readonly physicalId: string;
  readonly attributes: Properties;
}

/** A type of resource. Its properties are as they come out of a template. */
export interface ResourceType {
  readonly type: string;
  /** Names of the attributes that Fn::GetAtt may ask for. */
  readonly attributes: readonly string[];
  /** Names of the properties that an update cannot change. */
  readonly fixed: readonly string[];
  /** Checks the properties. Throws TemplateError that names the property, never its value. */
  check(id: string, properties: Properties): void;
  create(calls: Calls, properties: Properties): Promise<Made>;
  update(calls: Calls, properties: Properties, before: Properties, made: Made): Promise<Made>;
  delete(calls: Calls, before: Properties, made: Made): Promise<void>;
}

interface Specification<Schema extends z.ZodType<object>> {
  readonly type: string;
  readonly properties: Schema;
  readonly attributes: readonly string[];
  readonly fixed: readonly string[];
  create(calls: Calls, properties: z.output<Schema>): Promise<Made>;
  update(
    calls: Calls,
    properties: z.output<Schema>,
    before: z.output<Schema>,
    made: Made,
  ): Promise<Made | undefined>;
  delete(calls: Calls, before: z.output<Schema>, made: Made): Promise<void>;
}

export function defineResourceType<Schema extends z.ZodType<object>>({
  properties: schema,
  ...specification
}: Specification<Schema>): ResourceType {
  const { type, attributes, fixed } = specification;
  return {
    type,
    attributes,
    fixed,
    check(id, properties) {
      const parsed = schema.safeParse(properties);
      if (parsed.success) return;
      const [issue] = parsed.error.issues;
      throw new TemplateError(`${[id, ...(issue?.path ?? [])].join('.')} is not valid: ${issue?.message}`);
    },
    create: (calls, properties) => specification.create(calls, schema.parse(properties)),
    update: async (calls, properties, before, made) =>
      (await specification.update(calls, schema.parse(properties), schema.parse(before), made)) ?? made,
    delete: (calls, before, made) => specification.delete(calls, schema.parse(before), made),
  };
}
