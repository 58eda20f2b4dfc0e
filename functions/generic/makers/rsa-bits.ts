import * as z from 'zod';

/** The usual sizes; what takes much longer to make than a function has time for is not among them. */
export const RsaBits = z.enum(['2048', '3072', '4096']).transform(Number).default(3_072);
