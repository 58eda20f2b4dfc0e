/**
 * The versions of the temporary secret, in the order in which they are stored. Their names have another order, so that
 * a listing shows which of the two it follows.
 */
export const versions = { first: 'version-b', second: 'version-c', third: 'version-a' } as const;
export type Version = (typeof versions)[keyof typeof versions];

/** The values of the versions. They open nothing. */
export const values: Readonly<Record<Version, string>> = {
  'version-b': 'first value of a conformance test',
  'version-c': 'second value of a conformance test',
  'version-a': 'third value of a conformance test',
};

/** The custom label in the questions about stages. */
export const label = 'ConformanceTest';
