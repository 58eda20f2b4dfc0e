import * as z from 'zod';

/** The usual sizes of an RSA key. Larger keys take much longer to make than a function has time for. */
export const RsaBits = z.enum(['2048', '3072', '4096']).transform(Number).default(3_072);
