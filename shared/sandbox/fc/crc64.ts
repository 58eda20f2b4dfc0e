const polynomial = 0xc96c5795d7870f42n;

const table = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
});

const all = 0xffffffffffffffffn;

/** The checksum that OSS and Function Compute give a file: ECMA-182, reflected. Node has none. */
export function crc64(bytes: Uint8Array): bigint {
  let sum = all;
  for (const byte of bytes) sum = (table[Number((sum ^ BigInt(byte)) & 0xffn)] ?? 0n) ^ (sum >> 8n);
  return sum ^ all;
}
