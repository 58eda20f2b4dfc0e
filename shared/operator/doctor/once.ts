/** Returns a function that does the work at its first call, and then returns the same promise. */
export function once<Answer>(work: () => Promise<Answer>): () => Promise<Answer> {
  let begun: Promise<Answer> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}
