import type { Statement } from '../../support/stand/template-role.ts';

/** Rights with one thing taken away. */
export interface Lesser {
  readonly title: string;
  readonly statements: readonly Statement[];
  /** Actions of which at least one is denied then. */
  readonly denied: readonly string[];
}

/** Without each statement, without each action of one, and without each resource of one. */
export function lesser(all: readonly Statement[]): readonly Lesser[] {
  return all.flatMap((statement, index) => {
    const having = (...instead: readonly Statement[]) => all.toSpliced(index, 1, ...instead);
    const { Action, Resource } = statement;
    const whole = { title: `without ${Action} on ${Resource}`, statements: having(), denied: Action };
    const actions = Action.map((action) => ({
      title: `without ${action} on ${Resource}`,
      statements: having({ ...statement, Action: Action.filter((one) => one !== action) }),
      denied: [action],
    }));
    const resources = Resource.map((resource) => ({
      title: `without ${resource} in ${Action}`,
      statements: having({ ...statement, Resource: Resource.filter((one) => one !== resource) }),
      denied: Action,
    }));
    return [whole, ...(actions.length > 1 ? actions : []), ...(resources.length > 1 ? resources : [])];
  });
}
