import { runVariables } from '../temporary/run-variables.ts';

type Variables = Readonly<Record<string, string | undefined>>;

let inForce:
  | { readonly variables: Variables; users: number; ended: Promise<void>; end: () => void }
  | undefined;

/**
 * Runs `work` while the variables of this process are the given ones and no others. Calls with the same variables
 * run at once; a call with others waits for its turn.
 */
export async function withVariables<Answer>(
  variables: Variables,
  work: () => Promise<Answer>,
): Promise<Answer> {
  while (inForce && inForce.variables !== variables) await inForce.ended;
  const own = inForce ?? putInForce(variables);
  own.users += 1;
  try {
    return await work();
  } finally {
    own.users -= 1;
    if (own.users === 0) own.end();
  }
}

function putInForce(variables: Variables) {
  const before = process.env;
  const { promise: ended, resolve } = promiseWithResolvers();
  const own = {
    variables,
    users: 0,
    ended,
    end: () => {
      process.env = before;
      inForce = undefined;
      resolve();
    },
  };
  process.env = { ...runVariables(), ...variables };
  inForce = own;
  return own;
}

function promiseWithResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
