import type { Duplex } from 'node:stream';
import { RotationError, TlsFailed } from '../../engine/rotation/errors.ts';
import { mostBytes } from '../../runtime/session-bounds.ts';

/** Bytes of a message's letter and length. */
const head = 5;
/**
 * Most columns of an answer, since a probe may select as many as the server allows. Source: PostgreSQL, "Limits",
 * columns in a result set.
 */
const mostColumns = 1_664;
/** Bytes that a message counts at least. The driver makes an object of each, however short it is. */
const price = 256;

const ways = { clear: 3, md5: 5, sasl: 10, saslGoesOn: 11, saslEnds: 12 } as const;

type Parse = (bytes: Buffer) => void;

export interface Guarding {
  /** Host and port. */
  readonly service: string;
  readonly principal: string;
  /** Counts the cost of a message beyond its bytes. */
  charge(bytes: number): void;
}

/**
 * Guards the driver's parser, which trusts everything that a server sends. The guard checks each message and passes it
 * on separately. The first bad message ends the session.
 *
 * Without the guard, the parser would answer a question for the clear password, and read beyond the end of a message.
 * It would throw out of the process, and search for the end of an error for ever.
 */
export function guardMessages(stream: Duplex, guarding: Guarding): void {
  const parsers = stream.listeners('data');
  stream.removeAllListeners('data');
  const parse: Parse = (bytes) => {
    for (const parser of parsers) parser.call(stream, bytes);
  };
  const guard = new MessageGuard(parse, guarding);
  stream.on('data', (bytes: Buffer) => {
    try {
      guard.hear(bytes, () => stream.destroyed);
    } catch (error) {
      // An error of the parser may quote the received data.
      stream.destroy(error instanceof RotationError ? error : violation());
    }
  });
}

class MessageGuard {
  readonly #parse: Parse;
  readonly #guarding: Guarding;
  #kept: Buffer[] = [];
  #size = 0;
  /** Bytes that must arrive before the next check. */
  #wanted = head;
  #columns = 0;
  /** The method that the server asked for, and whether it has proven itself. */
  #asked: 'nothing' | 'md5' | 'scram' | 'proven' = 'nothing';

  constructor(parse: Parse, guarding: Guarding) {
    this.#parse = parse;
    this.#guarding = guarding;
  }

  hear(bytes: Buffer, isOver: () => boolean): void {
    this.#kept.push(bytes);
    this.#size += bytes.length;
    if (this.#size < this.#wanted) return;
    let rest = this.#kept.length === 1 ? bytes : Buffer.concat(this.#kept);
    for (;;) {
      this.#wanted = rest.length < head ? head : lengthOf(rest);
      if (rest.length < this.#wanted) break;
      const message = rest.subarray(0, this.#wanted);
      this.#check(message);
      this.#parse(message);
      if (isOver()) return;
      rest = rest.subarray(this.#wanted);
    }
    this.#kept = [rest];
    this.#size = rest.length;
  }

  #check(message: Buffer): void {
    this.#guarding.charge(Math.max(price - message.length, 0));
    switch (String.fromCharCode(message[0] ?? 0)) {
      case 'E':
      case 'N':
        // The driver searches for the zero after the last field, and stops nowhere else.
        if (message.at(-1) !== 0 || (message.length > head + 1 && message.at(-2) !== 0)) throw violation();
        return;
      case 'T':
        this.#columns = message.readInt16BE(head);
        if (this.#columns < 0 || this.#columns > mostColumns) throw violation();
        return;
      case 'D':
        if (message.readInt16BE(head) !== this.#columns) throw violation();
        return;
      case 'R':
        this.#checkLogin(message.readInt32BE(head));
        return;
      default:
    }
  }

  /** Accepts only a login that proves the password, and none that gives the clear password to the server. */
  #checkLogin(kind: number): void {
    const { service, principal } = this.#guarding;
    switch (kind) {
      case 0:
        if (this.#asked === 'nothing') throw noLogin(service, 'it lets everybody in with any password');
        if (this.#asked === 'scram')
          throw new TlsFailed(service, 'it does not prove that it knows the password');
        return;
      case ways.md5:
        this.#asked = 'md5';
        return;
      case ways.sasl:
        this.#asked = 'scram';
        return;
      case ways.saslGoesOn:
        return;
      case ways.saslEnds:
        // The driver throws if the proof is wrong.
        if (this.#asked !== 'scram') throw violation();
        this.#asked = 'proven';
        return;
      case ways.clear:
        throw noLogin(
          service,
          `it asks for the password of ${principal} in clear text: set scram-sha-256 in pg_hba.conf`,
        );
      default:
        throw noLogin(service, `it asks ${principal} for something other than a password`);
    }
  }
}

/** Returns the length of a whole message, with its letter. */
function lengthOf(bytes: Buffer): number {
  const length = bytes.readUInt32BE(1);
  if (length < 4 || length > mostBytes) throw violation();
  return 1 + length;
}

function noLogin(service: string, why: string): RotationError {
  return new RotationError('strategy-unavailable', `no login at ${service} is possible: ${why}.`);
}

function violation(): Error {
  return Object.assign(new Error('PROTOCOL_VIOLATION'), { code: 'PROTOCOL_VIOLATION' });
}
