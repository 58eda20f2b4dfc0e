import type { Behaviour, Line } from './listener.ts';

/** A message as a server writes it: a letter, the length, and the rest. */
export function message(letter: string, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(letter), int32(payload.length + 4), payload]);
}

export function int32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number | 0);
  return bytes;
}

export function int16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(number);
  return bytes;
}

export const text = (said: string) => Buffer.from(`${said}\0`);

/** `R`: 0 lets the client in, 3 asks for a clear password, 5 for MD5, 10 to 12 are the parts of SCRAM. */
export const authentication = (kind: number, ...parts: readonly Buffer[]) =>
  message('R', int32(kind), ...parts);

export const ready = message('Z', Buffer.from('I'));
export const scram = authentication(10, text('SCRAM-SHA-256'), text(''));

/** An error or a notice with the same words in each of its fields. */
export function complaint(letter: 'E' | 'N', said: string, state = 'XX000'): Buffer {
  const fields = ['S', 'V', 'M', 'D', 'H', 'W', 's', 't', 'c', 'n', 'F', 'R'].map((field) =>
    text(`${field}${said}`),
  );
  return message(letter, ...fields, text(`C${state}`), Buffer.alloc(1));
}

export function columns(...names: readonly string[]): Buffer {
  const fields = names.map((name) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]),
  );
  return message('T', int16(names.length), ...fields);
}

export function row(...cells: readonly (string | null)[]): Buffer {
  const written = cells.map((cell) =>
    cell === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(cell)), Buffer.from(cell)]),
  );
  return message('D', int16(cells.length), ...written);
}

/** The next message of the client, without its length. */
export async function hearMessage(line: Line): Promise<Buffer> {
  const head = await line.hear(5);
  return Buffer.concat([head.subarray(0, 1), await line.hear(head.readInt32BE(1) - 4)]);
}

/** Up to the moment when a server asks for a password. */
export async function meet(line: Line): Promise<void> {
  await line.hear(8);
  await line.say(Buffer.from('S'));
  await line.secure();
  const length = await line.hear(4);
  await line.hear(length.readInt32BE() - 4);
}

/** The client's part of SCRAM, up to its proof; `i` is the number of rounds it is told. */
export async function hearProof(line: Line, iterations = '4096'): Promise<void> {
  await line.say(scram);
  const first = await hearMessage(line);
  const nonce = /r=(\S+)$/.exec(first.toString())?.[1];
  await line.say(authentication(11, Buffer.from(`r=${nonce}more,s=c2FsdHNhbHRzYWx0,i=${iterations}`)));
  await hearMessage(line);
}

/** Asks for MD5, which shows it no clear password, and lets in whatever comes. */
async function admit(line: Line): Promise<void> {
  await meet(line);
  await line.say(authentication(5, Buffer.from('salt')));
  await hearMessage(line);
  await line.say(authentication(0), ready);
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
    await hearMessage(line);
    await behave(line);
  };
}
