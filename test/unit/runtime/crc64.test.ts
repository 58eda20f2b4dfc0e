import { expect, it } from 'vitest';
import { crc64 } from '../../../shared/runtime/crc64.ts';

it('sums a file up as OSS and Function Compute do', () => {
  // The check value of CRC-64/XZ in the catalogues.
  expect(crc64(Buffer.from('123456789'))).toBe(0x995dc9bbdf1939fan);
});
