import type * as z from 'zod';
import type { Policy } from '../../../shared/engine/rotation/policy.ts';
import type { VersionId } from '../../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';

/** What a value is made for. */
interface Occasion {
  readonly version: VersionId;
  readonly policy: Policy;
  /** Has the webhook issue as many values as are renewed; given by the strategy that has one. */
  readonly issue: Issue | undefined;
  /** The names the values will have; none for a secret that is one text as a whole. */
  readonly fields: readonly string[] | undefined;
}

export type Issue = (version: VersionId, fields: readonly string[] | undefined) => Promise<Sensitive[]>;

/** One rule of how a value is made. */
export interface Maker {
  /** The first word of the rule. */
  readonly how: string;
  /** How many fields it can fill. A pair fills two, the private half first. */
  readonly fills: number;
  /** Whether what it makes is right where KMS calls the secret binary. */
  readonly binary: boolean;
  /** Throws PolicyMalformed where the policy asks for a value that is too easy to guess; absent where none can be. */
  readonly check?: (policy: Policy) => void;
  /** As many texts as there are fields, or one. */
  make(occasion: Occasion): Promise<Sensitive[]>;
}

/** A way to make values, as a rule of the tag `rotation:value` names it. */
export interface Way {
  /** How the rule is written, for who has written another. */
  readonly rule: string;
  /** Takes the words of a rule apart: `how`, `algorithm`, and what is said with an equals sign. */
  readonly form: z.ZodType<Maker>;
}

/** What every field, or the whole text, gets one of its own of. */
export function single(how: string, makeOne: (policy: Policy) => Sensitive, binary = false): Maker {
  return {
    how,
    fills: Number.POSITIVE_INFINITY,
    binary,
    make: async ({ fields = ['the whole'], policy }) => fields.map(() => makeOne(policy)),
  };
}

/** A pair of keys; where one text is asked for, the private half alone. */
export function pair(how: string, makePair: () => Promise<readonly [Sensitive, Sensitive]>): Maker {
  return {
    how,
    fills: 2,
    binary: false,
    make: async ({ fields = ['the whole'] }) => (await makePair()).slice(0, fields.length),
  };
}
