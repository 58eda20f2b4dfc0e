import { Buffer } from 'node:buffer';
import type { Line } from '../../trust/hostile/listener.ts';
import { failure, packet } from '../../trust/hostile/mysql.ts';
import { complaint, message, text } from '../../trust/hostile/postgresql.ts';
import { canary } from './bout.ts';
import type { Point } from './plan.ts';
import type { Upstream } from './upstream.ts';

/** What a proxy has to know of the protocol between a client and a database. */
export interface Dialect {
  /** Up to the moment when both sides have agreed on TLS. */
  meet(line: Line, server: Upstream): Promise<void>;
  /** The next message of the client, whole. */
  hear(line: Line, isFirst: boolean): Promise<Buffer>;
  kindOf(heard: Buffer, isFirst: boolean): Point['at'] | undefined;
  /** Hears the rest of what belongs to a statement that is not handed on. */
  swallow(line: Line, heard: Buffer): Promise<void>;
  /** How a login is turned down with a code. */
  turnDown(code: string): Buffer;
  /** A statement, in place of one that was heard, that makes the server itself answer with a code. */
  raise(code: string, heard: Buffer): Buffer;
}

async function hearPacket(line: Line): Promise<Buffer> {
  const head = await line.hear(4);
  return Buffer.concat([head, await line.hear(head.readUIntLE(0, 3))]);
}

const query = 3;

export const mysql: Dialect = {
  meet: async (line, server) => {
    const head = await server.hear(4);
    await line.say(head, await server.hear(head.readUIntLE(0, 3)));
    server.say(await hearPacket(line));
  },
  hear: hearPacket,
  kindOf: (heard, isFirst) => {
    if (isFirst) return 'login';
    return heard[3] === 0 && heard[4] === query ? 'statement' : undefined;
  },
  swallow: async () => {},
  turnDown: (code) => failure(3, Number(code), canary),
  raise: (code, heard) =>
    packet(
      0,
      Buffer.from([query]),
      // Where both sides know attributes of a query, there are none of them, in one set.
      heard[5] === 0 && heard[6] === 1 ? Buffer.from([0, 1]) : Buffer.alloc(0),
      Buffer.from(`signal sqlstate '45000' set mysql_errno = ${code}, message_text = '${canary}'`),
    ),
};

async function hearMessage(line: Line): Promise<Buffer> {
  const head = await line.hear(5);
  return Buffer.concat([head, await line.hear(head.readInt32BE(1) - 4)]);
}

async function hearStartup(line: Line): Promise<Buffer> {
  const head = await line.hear(4);
  return Buffer.concat([head, await line.hear(head.readInt32BE(0) - 4)]);
}

const letterOf = (heard: Buffer) => String.fromCharCode(heard[0] ?? 0);

export const postgresql: Dialect = {
  meet: async (line, server) => {
    server.say(await hearStartup(line));
    await line.say(await server.hear(1));
  },
  hear: (line, isFirst) => (isFirst ? hearStartup(line) : hearMessage(line)),
  kindOf: (heard, isFirst) => {
    if (isFirst) return 'login';
    return ['Q', 'P'].includes(letterOf(heard)) ? 'statement' : undefined;
  },
  swallow: async (line, heard) => {
    for (let letter = letterOf(heard); letter !== 'Q' && letter !== 'S'; )
      letter = letterOf(await hearMessage(line));
  },
  turnDown: (code) => complaint('E', canary, code),
  raise: (code) =>
    message(
      'Q',
      text(`do $$ begin raise exception using errcode = '${code}', message = '${canary}'; end $$`),
    ),
};
