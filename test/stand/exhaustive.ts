/**
 * Whether tests of many cases alike try all of them, as `npm run exhaust` has it. Otherwise each takes a sample that
 * has every strategy in it, so that the whole run ends in time.
 */
export const exhaustive = process.env.EXHAUSTIVE !== undefined;
