import type * as z from 'zod';
import type { Policy } from '../../../shared/engine/rotation/policy.ts';
import type { VersionId } from '../../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';

/** Everything that a maker may need to make a value. */
interface Occasion {
  readonly version: VersionId;
  readonly policy: Policy;
  /**
   * Requests as many values from the webhook as there are fields to renew. Present only for a strategy with a webhook.
   */
  readonly issue: Issue | undefined;
  /** Names of the fields that the values will fill; undefined for a secret that is one text as a whole. */
  readonly fields: readonly string[] | undefined;
}

export type Issue = (version: VersionId, fields: readonly string[] | undefined) => Promise<Sensitive[]>;

/** One rule by which values are made. */
export interface Maker {
  /** The first word of the rule. */
  readonly how: string;
  /** Number of fields that it can fill. A pair fills two, the private half first. */
  readonly fills: number;
  /** Whether its values fit a secret that KMS calls binary. */
  readonly binary: boolean;
  /**
   * Throws PolicyMalformed if the policy asks for a value that is too easy to guess. Absent if no such value is
   * possible.
   */
  readonly check?: (policy: Policy) => void;
  /** Returns as many texts as there are fields, or one text. */
  make(occasion: Occasion): Promise<Sensitive[]>;
}

/** A way to make values, which a rule in the tag `rotation:value` selects. */
export interface Way {
  /** The syntax of the rule, for the message about an unknown rule. */
  readonly rule: string;
  /** Parses the words of a rule: `how`, `algorithm`, and each `key=value`. */
  readonly form: z.ZodType<Maker>;
}

/** Returns a maker of single values. It makes a separate one for every field, or one for the whole text. */
export function single(how: string, makeOne: (policy: Policy) => Sensitive, binary = false): Maker {
  return {
    how,
    fills: Number.POSITIVE_INFINITY,
    binary,
    make: async ({ fields = ['the whole'], policy }) => fields.map(() => makeOne(policy)),
  };
}

/** Returns a maker of key pairs. If one text is requested, it returns the private half alone. */
export function pair(how: string, makePair: () => Promise<readonly [Sensitive, Sensitive]>): Maker {
  return {
    how,
    fills: 2,
    binary: false,
    make: async ({ fields = ['the whole'] }) => (await makePair()).slice(0, fields.length),
  };
}
