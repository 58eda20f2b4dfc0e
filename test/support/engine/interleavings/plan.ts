import fc from 'fast-check';
import { Step } from '../../../../shared/engine/rotation/result.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import type { LateMove } from '../memory-store.ts';

/** What an actor asks for. Tokens are few, so that deliveries are repeated and tokens collide. */
export type Ask =
  | { readonly ask: 'rotate'; readonly token: VersionId | undefined }
  | { readonly ask: 'step'; readonly step: Step; readonly token: VersionId }
  /** The operator's hand: the pending stage goes to the n-th version there is, or off where there is none. */
  | { readonly ask: 'relabel'; readonly to: number | undefined };

/** What befalls an actor at its n-th point; points are before and after each call to the store or the service. */
export interface Trouble {
  readonly point: number;
  /**
   * `crash` stops it for ever; `fail` is a call that is answered by an error, whether or not it took effect;
   * `deadline` is the end of its time; `lose-lock` the end of its session with the service while it is slow; `reject` is the
   * service's refusal of the next new value.
   */
  readonly kind: 'crash' | 'fail' | 'deadline' | 'lose-lock' | 'reject';
}

export interface Script {
  readonly asks: readonly Ask[];
  readonly troubles: readonly Trouble[];
}

/** What KMS leaves open, and how many values the service accepts at once. */
export interface Reading {
  readonly slots: 1 | 2;
  readonly previousFollowsCurrent: boolean;
  readonly previousOntoCurrent: 'allow' | 'reject';
  readonly lateMove: LateMove;
}

export interface Plan {
  readonly reading: Reading;
  readonly scripts: readonly Script[];
}

const token = fc.constantFrom('T1', 'T2', 'T3').map((text) => VersionId.parse(text));

const rotation: fc.Arbitrary<Ask[]> = fc
  .option(token, { nil: undefined })
  .map((named) => [{ ask: 'rotate', token: named }]);

const stepsInOrder: fc.Arbitrary<Ask[]> = token.map((named) =>
  Step.options.map((step) => ({ ask: 'step', step, token: named })),
);

const anySteps: fc.Arbitrary<Ask[]> = fc.array(
  fc.record({ ask: fc.constant('step' as const), step: fc.constantFrom(...Step.options), token }),
  { minLength: 1, maxLength: 6 },
);

const relabelling: fc.Arbitrary<Ask[]> = fc
  .option(fc.nat(5), { nil: undefined })
  .map((to) => [{ ask: 'relabel', to }]);

const trouble: fc.Arbitrary<Trouble> = fc.record({
  point: fc.oneof(fc.integer({ min: 1, max: 26 }), fc.integer({ min: 1, max: 80 })),
  kind: fc.constantFrom('crash', 'crash', 'fail', 'fail', 'deadline', 'lose-lock', 'reject'),
});

const script: fc.Arbitrary<Script> = fc.record({
  asks: fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: rotation },
        { weight: 3, arbitrary: stepsInOrder },
        { weight: 3, arbitrary: anySteps },
        { weight: 1, arbitrary: relabelling },
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((parts) => parts.flat()),
  troubles: fc.array(trouble, { maxLength: 3 }),
});

const reading: fc.Arbitrary<Reading> = fc.record({
  slots: fc.constantFrom(2, 1),
  previousFollowsCurrent: fc.boolean(),
  previousOntoCurrent: fc.constantFrom('allow', 'reject'),
  lateMove: fc.constantFrom('reject', 'move', 'stay'),
});

export const plan: fc.Arbitrary<Plan> = fc.record({
  reading,
  scripts: fc.array(script, { minLength: 2, maxLength: 5 }),
});
