import { RdsInstance, type RdsInstanceInput } from './instance.ts';

/**
 * The instances that the sandbox was given. They are in memory only, because each comes with the password of its admin.
 * No operation creates one.
 */
export class RdsInstances {
  readonly #instances = new Map<string, RdsInstance>();

  /** Adds an instance, or replaces the one of the same id. Throws if a field breaks a rule. */
  place(input: RdsInstanceInput): void {
    const instance = RdsInstance.parse(input);
    this.#instances.set(instance.DBInstanceId, instance);
  }

  /** Changes the state of an instance, such as `Restarting`, or its lock, such as `ManualLock`. */
  change(id: string, state: Partial<Pick<RdsInstance, 'DBInstanceStatus' | 'LockMode'>>): void {
    const instance = this.#instances.get(id);
    if (instance === undefined) throw new Error(`there is no instance ${id}`);
    this.#instances.set(id, { ...instance, ...state });
  }

  get(id: string): RdsInstance | undefined {
    return this.#instances.get(id);
  }
}
