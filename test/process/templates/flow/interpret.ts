import * as z from 'zod';
import type { Scope, State, Task } from './definition.ts';
import { constructed, evaluated } from './expressions.ts';

/** What a function answers to an event: its answer, or the type of its error. */
export type Invoke = (
  arn: string,
  event: unknown,
) => Promise<{ readonly answer: unknown } | { readonly error: string }>;

export interface Execution {
  readonly name: string;
  readonly invoke: Invoke;
  /** Is told of each state as it is entered, and of each wait in seconds. */
  readonly entered: (state: string) => void;
  readonly waited: (seconds: number) => void;
}

const Items = z.array(z.record(z.string(), z.unknown()));

/** Runs a flow of Pass, Task and Map as CloudFlow is documented to; what it ends with comes back. */
export async function interpret(scope: Scope, input: unknown, execution: Execution): Promise<unknown> {
  let carried = input;
  for (let name: string | undefined = scope.StartAt; name !== undefined; ) {
    const state: State | undefined = scope.States.find(({ Name }) => Name === name);
    if (!state) throw new Error(`there is no state ${name}`);
    execution.entered(state.Name);
    const { output, next } = await step(state, carried, execution);
    [carried, name] = [output, next];
  }
  return carried;
}

interface Ended {
  readonly output: unknown;
  readonly next: string | undefined;
}

async function step(state: State, input: unknown, execution: Execution): Promise<Ended> {
  const context = { execution: execution.name, input, output: input, error: '' };
  switch (state.Type) {
    case 'Pass':
      return { output: constructed(state.OutputConstructor ?? input, context), next: state.Next };
    case 'Map': {
      const items = Items.parse(evaluated(state.ItemsPath, context));
      const Done = await Promise.all(items.map((item) => interpret(state.Processor, item, execution)));
      return { output: { Items: Done }, next: state.Next };
    }
    case 'Task':
      return await perform(state, input, execution);
    default:
      return state satisfies never;
  }
}

/** First the retries of the first rule that fits, then the first catch that fits. */
async function perform(task: Task, input: unknown, execution: Execution): Promise<Ended> {
  const context = { execution: execution.name, input, output: {}, error: '' };
  const event = constructed(task.Parameters.body, context);
  const fits = ({ Errors }: { readonly Errors: readonly string[] }, error: string) =>
    Errors.includes(error) || Errors.includes('FnF.ALL');
  for (let attempts = 0; ; attempts += 1) {
    const said = await execution.invoke(task.Parameters.resourceArn, event);
    if ('answer' in said) {
      const output = { Body: said.answer };
      return {
        output: constructed(task.OutputConstructor ?? output, { ...context, output }),
        next: task.Next,
      };
    }
    const { error } = said;
    const retry = task.Retry?.find((rule) => fits(rule, error));
    if (retry && attempts < retry.MaxAttempts) {
      const wait = retry.IntervalSeconds * (retry.BackoffRate ?? 1) ** attempts;
      execution.waited(Math.min(wait, retry.MaxBackoffSeconds ?? wait));
      continue;
    }
    const caught = task.Catch?.find((rule) => fits(rule, error));
    if (!caught) throw new Error(`${task.Name} failed with ${error}`);
    return {
      output: constructed(caught.OutputConstructor ?? input, { ...context, error }),
      next: caught.Next,
    };
  }
}
