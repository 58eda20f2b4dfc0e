import type { Duplex } from 'node:stream';

/** One packet with its header: three bytes of length, one of order. Undefined when the stream is over. */
export async function readPacket(stream: Duplex): Promise<Buffer | undefined> {
  const header = await read(stream, 4);
  if (header === undefined) return undefined;
  const length = header.readUIntLE(0, 3);
  const payload = length === 0 ? Buffer.alloc(0) : await read(stream, length);
  return payload && Buffer.concat([header, payload]);
}

/** Exactly so many bytes, so that what comes after them stays for who takes the stream over. */
async function read(stream: Duplex, size: number): Promise<Buffer | undefined> {
  for (;;) {
    const chunk: Buffer | null = stream.read(size);
    if (chunk !== null) return chunk.length === size ? chunk : undefined;
    if (stream.readableEnded || stream.destroyed) return undefined;
    await new Promise<void>((resolve) => {
      const goOn = () => {
        for (const event of ['readable', 'end', 'close']) stream.off(event, goOn);
        resolve();
      };
      for (const event of ['readable', 'end', 'close']) stream.on(event, goOn);
    });
  }
}

export function payloadOf(packet: Buffer): Buffer {
  return packet.subarray(4);
}

export const isError = (payload: Buffer) => payload[0] === 0xff;
const isEnd = (payload: Buffer) => payload[0] === 0xfe && payload.length < 9;

/** Hands on the answer to one statement, packet by packet; answers the server's status flags, or undefined at its end. */
export async function relayAnswer(from: Duplex, to: Duplex): Promise<number | undefined> {
  let ends = 0;
  for (let count = 0; ; count += 1) {
    const packet = await readPacket(from);
    if (packet === undefined) return undefined;
    to.write(packet);
    const payload = payloadOf(packet);
    if (isError(payload)) return 0;
    if (count === 0 && payload[0] === 0) return statusOf(payload);
    if (!isEnd(payload)) continue;
    ends += 1;
    // Behind the columns, and behind the rows.
    if (ends === 2) return payload.readUInt16LE(3);
  }
}

/** Behind two numbers, each of which says itself how long it is. */
function statusOf(ok: Buffer): number {
  let at = 1;
  for (let number = 0; number < 2; number += 1) {
    const first = ok[at] ?? 0;
    at += first < 0xfb ? 1 : first === 0xfc ? 3 : first === 0xfd ? 4 : 9;
  }
  return ok.readUInt16LE(at);
}

/** The greeting as a proxy gives it: it counts its sessions itself, and takes no newer form of answers. */
export function asOwnGreeting(packet: Buffer, id: number): Buffer {
  const own = Buffer.from(packet);
  const version = own.indexOf(0, 5);
  own.writeUInt32LE(id, version + 1);
  // Behind the id, eight bytes of the challenge and a filler; the upper half is behind character set and status.
  const upper = version + 1 + 4 + 8 + 1 + 2 + 1 + 2;
  const deprecateEof = 1 << (24 - 16);
  own.writeUInt16LE(own.readUInt16LE(upper) & ~deprecateEof, upper);
  return own;
}
