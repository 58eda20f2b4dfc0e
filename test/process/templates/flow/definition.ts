import { parse } from 'yaml';
import * as z from 'zod';

/** Source: CloudFlow "Error handling". */
const Retry = z.array(
  z.strictObject({
    Errors: z.array(z.string()).min(1),
    Description: z.string().min(1),
    MaxAttempts: z.number().int().min(1),
    IntervalSeconds: z.number().int().min(1).max(86_400),
    BackoffRate: z.number().min(1).optional(),
    MaxBackoffSeconds: z.number().int().min(1).max(86_400).optional(),
  }),
);

const Constructor = z.record(z.string(), z.unknown());

const Catch = z.array(
  z.strictObject({
    Errors: z.array(z.string()).min(1),
    Description: z.string().min(1),
    OutputConstructor: Constructor.optional(),
    Next: z.string(),
  }),
);

const onward = { Next: z.string().optional(), End: z.literal(true).optional() };

/** Source: CloudFlow "Integrate CloudFlow with Function Compute". */
const Task = z.strictObject({
  Type: z.literal('Task'),
  Name: z.string(),
  Action: z.literal('FC:InvokeFunction'),
  TaskMode: z.enum(['RequestComplete', 'WaitForSystemCallback', 'WaitForCustomCallback']),
  Parameters: z.strictObject({
    resourceArn: z.string().regex(/^acs:fc:[a-z0-9-]+:\d+:functions\/[\w-]+(\/LATEST)?$/),
    invocationType: z.enum(['Sync', 'Async']),
    body: Constructor,
  }),
  OutputConstructor: Constructor.optional(),
  Retry: Retry.optional(),
  Catch: Catch.optional(),
  ...onward,
});
export type Task = z.output<typeof Task>;

const Pass = z.strictObject({
  Type: z.literal('Pass'),
  Name: z.string(),
  OutputConstructor: Constructor.optional(),
  ...onward,
});

const limit = z.number().int().min(1).max(40).optional();

/** Source: CloudFlow "Map state: inline mode", whose spelling of the limit is doubtful. */
const Each = z.strictObject({
  Type: z.literal('Map'),
  Name: z.string(),
  ItemsPath: z.string().startsWith('$'),
  MaxConcuccency: limit,
  MaxConcurrency: limit,
  Processor: z.strictObject({
    StartAt: z.string(),
    States: z.array(z.discriminatedUnion('Type', [Task, Pass])).min(1),
  }),
  ...onward,
});

const State = z.discriminatedUnion('Type', [Task, Pass, Each]);
export type State = z.output<typeof State>;

/** Where states follow one another: the flow itself, and what a Map does with each item. */
export interface Scope {
  readonly StartAt: string;
  readonly States: readonly State[];
}

const Definition = z.strictObject({
  Type: z.literal('StateMachine'),
  Name: z.string().min(1),
  SpecVersion: z.literal('v1'),
  StartAt: z.string(),
  States: z.array(State).min(1),
});

/** Throws where it is no flow, or uses what is not known to exist. Source: CloudFlow "Process definition". */
export function readDefinition(text: string): Scope {
  return Definition.parse(parse(text));
}
