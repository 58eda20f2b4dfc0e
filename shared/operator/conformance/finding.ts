import type { RecordedCall } from './calls.ts';
import type { Answer } from './question.ts';

/** A question with its answer, or with the reason why there is none, and the calls that asked it. */
export interface Finding {
  readonly name: string;
  readonly hasSwitch: boolean;
  readonly question: string;
  readonly answer?: Answer;
  readonly unanswered?: string;
  readonly calls: readonly RecordedCall[];
}
