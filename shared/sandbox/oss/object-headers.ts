import type { StoredObject } from './stored-object.ts';

/** Returns the headers in which OSS describes an object. */
export const objectHeaders = ({ contentType, md5, crc64, changedAt }: StoredObject) => ({
  'content-type': contentType,
  'last-modified': new Date(changedAt).toUTCString(),
  'x-oss-object-type': 'Normal',
  'x-oss-storage-class': 'Standard',
  ...digestHeaders({ md5, crc64 }),
});

export const digestHeaders = ({ md5, crc64 }: Pick<StoredObject, 'md5' | 'crc64'>) => ({
  etag: `"${md5}"`,
  'x-oss-hash-crc64ecma': crc64,
});
