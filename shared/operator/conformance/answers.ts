import type { Reply } from './calls.ts';
import type { Answer } from './question.ts';

/** Returns the answer to a question for which KMS refused a call that it has to accept. */
export function refusedWith({ code }: Extract<Reply, { kind: 'refused' }>): Answer {
  return { words: `refused with ${code}` };
}

/** Returns the answer to the question for a code. A code that is not among the known ones has no value. */
export function codeAnswer(reply: Reply, known: readonly string[], otherwise: string): Answer {
  if (reply.kind === 'done') return { words: otherwise };
  return known.includes(reply.code)
    ? { value: reply.code, words: 'the code' }
    : { words: `another code: ${reply.code}` };
}

/** Returns the answer to a question that KMS answers by accepting or refusing a call. */
export function acceptance(reply: Reply, accepted: Answer, refused: Answer): Answer {
  return reply.kind === 'done' ? accepted : refused;
}
