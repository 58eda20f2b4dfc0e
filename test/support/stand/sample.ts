/** What a sample is drawn by; no sample is drawn without a seed. */
export const sample = {
  seed: process.env.SAMPLE_SEED,
  /** The JSON report of the tests that need not be tried again. */
  tried: process.env.SAMPLE_TRIED,
};
