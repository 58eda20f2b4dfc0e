import type { Behaviour, Line } from './listener.ts';

/** A packet as a server writes it: its length, its number within the exchange, and the rest. */
export function packet(number: number, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  return Buffer.concat([packetHead(payload.length, number), payload]);
}

export function packetHead(length: number, number: number): Buffer {
  return Buffer.from([length & 255, (length >> 8) & 255, (length >> 16) & 255, number & 255]);
}

const text = (said: string) => Buffer.from(`${said}\0`);

/** Protocol 4.1, TLS, and methods of authentication by name. */
const capabilities = 0x00000200 | 0x00000800 | 0x00008000 | 0x00080000 | 0x00000008;

export function greeting(method = 'caching_sha2_password', version = '8.4.0'): Buffer {
  const low = Buffer.from([capabilities & 255, (capabilities >> 8) & 255]);
  const high = Buffer.from([(capabilities >> 16) & 255, (capabilities >> 24) & 255]);
  return packet(
    0,
    Buffer.from([10]),
    text(version),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('saltsalt\0'),
    low,
    Buffer.from([255, 2, 0]),
    high,
    Buffer.from([21]),
    Buffer.alloc(10),
    Buffer.from('saltsaltsalt\0'),
    text(method),
  );
}

const ok = (number: number) => packet(number, Buffer.from([0, 0, 0, 2, 0, 0, 0]));
export const endOfRows = (number: number) => packet(number, Buffer.from([0xfe, 0, 0, 2, 0]));
export const moreData = (number: number, ...data: readonly Buffer[]) =>
  packet(number, Buffer.from([1]), ...data);
export const switchTo = (number: number, method: string) =>
  packet(number, Buffer.from([0xfe]), text(method), Buffer.from('saltsaltsaltsaltsalt\0'));

export function failure(number: number, errno: number, said: string, state = 'HY000'): Buffer {
  return packet(
    number,
    Buffer.from([0xff, errno & 255, errno >> 8]),
    Buffer.from(`#${state.slice(0, 5)}`),
    Buffer.from(said),
  );
}

function counted(said: string): Buffer {
  const bytes = Buffer.from(said);
  if (bytes.length < 251) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([0xfc, bytes.length & 255, bytes.length >> 8]), bytes]);
}

export function column(number: number, name: string): Buffer {
  const names = ['def', '', '', '', name, name].map(counted);
  return packet(number, ...names, Buffer.from([12, 255, 0, 255, 255, 0, 0, 253, 0, 0, 0, 0, 0]));
}

/** The answer to a question: columns, and one row of as many cells. */
export function rows(...cells: readonly string[]): Buffer {
  const after = cells.length + 2;
  return Buffer.concat([
    packet(1, Buffer.from([cells.length])),
    ...cells.map((_, index) => column(index + 2, `c${index}`)),
    endOfRows(after),
    packet(after + 1, ...cells.map(counted)),
    endOfRows(after + 2),
  ]);
}

export async function hearPacket(line: Line): Promise<Buffer> {
  const head = await line.hear(4);
  return line.hear(head.readUIntLE(0, 3));
}

/** Up to the moment when the client has said who it is: by its number, the next packet is the third. */
export async function meet(line: Line, method?: string, version?: string): Promise<void> {
  await line.say(greeting(method, version));
  await hearPacket(line);
  await line.secure();
  await hearPacket(line);
}

/** Lets in whoever comes, and hears no more of the password than its method shows at first. */
export async function admit(line: Line): Promise<void> {
  await meet(line);
  await line.say(moreData(3, Buffer.from([3])), ok(4));
}

/** Behaves to a client that has said who it is. */
export function toLogin(behave: Behaviour): Behaviour {
  return async (line) => {
    await meet(line);
    await behave(line);
  };
}

/** Behaves to the first statement after a login. */
export function toStatements(behave: Behaviour): Behaviour {
  return async (line) => {
    await admit(line);
    await hearPacket(line);
    await behave(line);
  };
}
