import * as z from 'zod';

/** A zip that functions run from. Identical zips share one package. */
export const CodePackage = z.object({
  digest: z.string(),
  zip: z.base64(),
  size: z.number(),
  /** CRC-64 checksum in decimal. */
  checksum: z.string(),
});
export type CodePackage = z.output<typeof CodePackage>;
