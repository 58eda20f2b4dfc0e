import { parseEvent } from '../../../../shared/entry/event.ts';
import type { Scope, State, Task } from './definition.ts';
import { constructed } from './expressions.ts';

/** The order in which the function wants its steps. */
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** What would go wrong on the way, whatever the function answers. */
export function flaws(scope: Scope): readonly string[] {
  const inner = scope.States.flatMap((state) => (state.Type === 'Map' ? [state.Processor] : []));
  return [...[scope, ...inner].flatMap(connections), ...inner.flatMap(stepFlaws)];
}

function connections({ StartAt, States }: Scope): readonly string[] {
  const names = States.map(({ Name }) => Name);
  const targets = States.flatMap((state) => [
    ...(state.Next === undefined ? [] : [state.Next]),
    ...catches(state).map(({ Next }) => Next),
  ]);
  return [
    ...[StartAt, ...targets]
      .filter((name) => !names.includes(name))
      .map((name) => `there is no state ${name}`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`),
    ...States.filter(({ Next, End }) => (Next === undefined) === (End === undefined)).map(
      ({ Name }) => `${Name} either ends or goes on`,
    ),
    ...names
      .filter((name) => name !== StartAt && !targets.includes(name))
      .map((name) => `nothing leads to ${name}`),
  ];
}

const catches = (state: State) => (state.Type === 'Task' ? (state.Catch ?? []) : []);

function stepFlaws(scope: Scope): readonly string[] {
  const tasks = inOrder(scope);
  const asked = tasks.map(({ Parameters }) => String(Parameters.body.Step));
  return [
    ...(asked.join() === steps.join() ? [] : [`the steps are ${asked.join(', ')}`]),
    ...tasks.flatMap((task) => taskFlaws(task)),
  ];
}

/** As they follow where nothing fails. */
function inOrder({ StartAt, States }: Scope): readonly Task[] {
  const tasks: Task[] = [];
  for (let name: string | undefined = StartAt; name !== undefined && tasks.length < 10; ) {
    const state: State | undefined = States.find(({ Name }) => Name === name);
    if (state?.Type === 'Task') tasks.push(state);
    name = state?.Next;
  }
  return tasks;
}

function taskFlaws(task: Task): readonly string[] {
  const flaw = (what: string) => `${task.Name} ${what}`;
  const all = (task.Catch ?? []).some(({ Errors }) => Errors.includes('FnF.ALL'));
  const repeated = (task.Retry ?? []).flatMap(({ Errors }) => Errors);
  const found = [
    ...(all ? [] : [flaw('lets an error end the other secrets')]),
    ...(repeated.length > 0 ? [] : [flaw('gives up at once when the platform is busy')]),
    ...(repeated.every((error) => error.startsWith('FC.'))
      ? []
      : [flaw('repeats what the function refused')]),
    ...(task.Parameters.invocationType === 'Sync' ? [] : [flaw('does not wait for its end')]),
  ];
  try {
    const context = { execution: 'execution-1', input: { SecretId: 'shop/app' }, output: {}, error: '' };
    const request = parseEvent(constructed(task.Parameters.body, context));
    const named =
      request.operation === 'step' && request.token === 'execution-1' && request.secret === 'shop/app';
    return named ? found : [...found, flaw('asks for something else than its step')];
  } catch (error) {
    return [...found, flaw(`is not understood: ${error}`)];
  }
}
