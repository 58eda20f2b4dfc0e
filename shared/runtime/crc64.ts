const polynomial = 0xc96c5795d7870f42n;

const table = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
});

/** The upper and the lower 32 bits of the table. Large integers would take many times as long. */
const high = Int32Array.from(table, (value) => Number(BigInt.asIntN(32, value >> 32n)));
const low = Int32Array.from(table, (value) => Number(BigInt.asIntN(32, value)));

/** Returns the checksum that OSS and Function Compute give a file: ECMA-182, reflected. Node does not have it. */
export function crc64(bytes: Uint8Array): bigint {
  let upper = -1;
  let lower = -1;
  for (const byte of bytes) {
    const index = (lower ^ byte) & 0xff;
    lower = ((lower >>> 8) | (upper << 24)) ^ (low[index] ?? 0);
    upper = (upper >>> 8) ^ (high[index] ?? 0);
  }
  return (BigInt.asUintN(32, BigInt(~upper)) << 32n) | BigInt.asUintN(32, BigInt(~lower));
}
