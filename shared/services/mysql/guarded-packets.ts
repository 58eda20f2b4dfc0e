import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A probe may ask for all that a table has. Source: MySQL, "Limits on Table Column Count". */
const mostColumns = 4_096;
/** Bytes that a packet costs at least: the driver makes an object of each, however short it is. */
const price = 256;

/** A packet as the driver hands it on: it lies somewhere in what has arrived. */
interface Packet {
  buffer: Buffer;
  readonly start: number;
  readonly end: number;
  readonly sequenceId: number;
}

/** A statement of the driver's that is under way. */
interface Query {
  on(event: 'fields', listener: (columns: readonly unknown[]) => void): unknown;
}

type HandlePacket = (packet?: Packet) => void;

export interface PacketGuard {
  /** Ends the session where the answer to a question has more columns than any of ours. */
  watch(query: Query): void;
}

/**
 * Stands between a server and the driver, which reads beyond the end of a packet, writes a line to the standard error for
 * each packet out of turn, and would act on what has come before TLS as if it had come inside. The first packet that is
 * amiss ends the session, and whatever came with it is not looked at.
 */
export function guardPackets(
  connection: object,
  socket: Socket,
  charge: (bytes: number) => void,
): PacketGuard {
  const handle: HandlePacket = Reflect.get(connection, 'handlePacket');
  let packets = 0;
  const end = () =>
    socket.destroy(Object.assign(new Error('PROTOCOL_VIOLATION'), { code: 'PROTOCOL_VIOLATION' }));
  /** The greeting alone comes before TLS. */
  const isSafe = () => packets === 1 || isSecure(Reflect.get(connection, 'stream'));
  const isInTurn = ({ sequenceId }: Packet) =>
    !Reflect.get(connection, '_command') || sequenceId === Reflect.get(connection, 'sequenceId');
  const guarded: HandlePacket = (packet) => {
    if (packet === undefined) return handle.call(connection);
    if (socket.destroyed) return;
    packets += 1;
    charge(Math.max(price - (packet.end - packet.start), 0));
    if (!isSafe() || !isInTurn(packet)) return void end();
    packet.buffer = packet.buffer.subarray(0, packet.end);
    try {
      handle.call(connection, packet);
    } catch {
      // What the driver throws here nobody else would catch, and it may quote what it was sent.
      end();
    }
  };
  Reflect.set(connection, 'handlePacket', guarded);
  return {
    watch: (query) => {
      query.on('fields', (columns: readonly unknown[]) => {
        if (columns !== undefined && columns.length > mostColumns) end();
      });
    },
  };
}

function isSecure(stream: unknown): boolean {
  return stream instanceof TLSSocket && stream.authorized;
}
