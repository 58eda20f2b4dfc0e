import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Most columns of a table, since a probe may select all of them. Source: MySQL, "Limits on Table Column Count". */
const mostColumns = 4_096;
/** Bytes that a packet counts at least. The driver makes an object of each, however short it is. */
const price = 256;

/** A packet as the driver passes it on, as a part of the received bytes. */
interface Packet {
  buffer: Buffer;
  readonly start: number;
  readonly end: number;
  readonly sequenceId: number;
}

/** A running statement of the driver. */
interface Query {
  on(event: 'fields', listener: (columns: readonly unknown[]) => void): unknown;
}

type HandlePacket = (packet?: Packet) => void;

export interface PacketGuard {
  /** Ends the session if an answer has more columns than any of our questions needs. */
  watch(query: Query): void;
}

/**
 * Guards the driver against a hostile server. The driver reads beyond the end of a packet, and writes a line to
 * standard error for each packet out of turn. It would also treat data from before TLS as if it had come inside. The
 * first bad packet ends the session, and later data that came with it is ignored. `onSecure` is called once, when TLS has
 * shown the server's name.
 */
export function guardPackets(
  connection: object,
  socket: Socket,
  charge: (bytes: number) => void,
  onSecure: (stream: TLSSocket) => void = () => {},
): PacketGuard {
  const handle: HandlePacket = Reflect.get(connection, 'handlePacket');
  let packets = 0;
  const end = () =>
    socket.destroy(Object.assign(new Error('PROTOCOL_VIOLATION'), { code: 'PROTOCOL_VIOLATION' }));
  /** Whether a packet may come now. The greeting is the only one before TLS. */
  const isSafe = () => packets === 1 || isSecure(Reflect.get(connection, 'stream'));
  const isInTurn = ({ sequenceId }: Packet) =>
    !Reflect.get(connection, '_command') || sequenceId === Reflect.get(connection, 'sequenceId');
  const guarded: HandlePacket = (packet) => {
    if (packet === undefined) return handle.call(connection);
    if (socket.destroyed) return;
    packets += 1;
    const stream = Reflect.get(connection, 'stream');
    if (packets === 2 && isSecure(stream)) onSecure(stream);
    charge(Math.max(price - (packet.end - packet.start), 0));
    if (!isSafe() || !isInTurn(packet)) return void end();
    packet.buffer = packet.buffer.subarray(0, packet.end);
    try {
      handle.call(connection, packet);
    } catch {
      // Nobody else would catch an error of the driver here, and it may quote the received data.
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

function isSecure(stream: unknown): stream is TLSSocket {
  return stream instanceof TLSSocket && stream.authorized;
}
