import * as z from 'zod';

/** Key of an object: 1 to 1,023 bytes. Source: OSS "Object naming conventions". */
export const ObjectKey = z
  .string()
  .refine((key) => !/^[/\\]/.test(key), 'an object has no such name')
  .refine((key) => key !== '' && Buffer.byteLength(key) <= 1_023, 'it has not from 1 to 1023 bytes');

/** The stored state of an object. Instants are milliseconds since the epoch. */
export const StoredObject = z.object({
  bucket: z.string(),
  key: z.string(),
  contentType: z.string(),
  size: z.number(),
  /** MD5 digest in hexadecimal, in capitals. */
  md5: z.string(),
  crc64: z.string(),
  changedAt: z.number(),
  /** The bytes in base64, encrypted. */
  sealed: z.string(),
});
export type StoredObject = z.output<typeof StoredObject>;
