/**
 * Whether every case is tried, as `npm run test:all` has it. Otherwise, in `npm test`, each suite tries every behaviour
 * on one subject of each strategy, so that a person can wait for the end.
 */
export const exhaustive = process.env.EXHAUSTIVE !== undefined;
