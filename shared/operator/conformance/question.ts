/** The answer of the cloud to a question. */
export interface Answer {
  /** The value of the sandbox's switch that behaves so; undefined if no value does, or if there is no switch. */
  readonly value?: string | number | boolean;
  /** The answer in words. */
  readonly words: string;
}

/** A question that the documentation leaves open, and that is asked in a scene made for it. */
export interface Question<Scene> {
  /** The name of the sandbox's switch, or a name of the same form if the sandbox has no switch for it. */
  readonly name: string;
  /** Whether the sandbox can behave in each way that is known. */
  readonly hasSwitch: boolean;
  readonly text: string;
  /** Asks the cloud. Throws Unanswered if it gives no answer. */
  ask(scene: Scene): Promise<Answer>;
}
