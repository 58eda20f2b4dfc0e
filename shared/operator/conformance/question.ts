import type { Scene } from './scene.ts';

/** The answer of KMS to a question. */
export interface Answer {
  /** The value of the sandbox's switch that behaves so; undefined if no value does, or if there is no switch. */
  readonly value?: string | number | boolean;
  /** The answer in words. */
  readonly words: string;
}

/** A question that the documentation of KMS leaves open. */
export interface Question {
  /** The name of the sandbox's switch, or a name of the same form if the sandbox has no switch for it. */
  readonly name: string;
  /** Whether the sandbox can behave in each way that is known. */
  readonly hasSwitch: boolean;
  readonly text: string;
  /** Asks KMS. Throws Unanswered if KMS answers neither yes nor no. */
  ask(scene: Scene): Promise<Answer>;
}
