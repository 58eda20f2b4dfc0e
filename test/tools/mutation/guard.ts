/** One guard of the product: the text that is it, what it is replaced by, and the tests that must go red then. */
export interface Guard {
  /** What holds as long as the guard is there. */
  readonly title: string;
  readonly file: string;
  /** Exactly as it stands there, and there only once. */
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly string[];
  /** Whether those tests run the bundles. */
  readonly isBuilt?: true;
}
