import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';

/** A command under way on the server. Its `close` event brings the exit code, or nothing when the session broke. */
export interface Channel extends Duplex {
  readonly stderr: Readable;
  close(): void;
}

/** What a command came to. Its output is as its bytes are: a file need not be text. */
export interface Output {
  readonly code: number;
  readonly stdout: Buffer;
  /** What it complained of, on one line. */
  readonly complaint: string;
}

/** A command that stays, and is talked with line by line. */
export interface Talk {
  say(line: string): void;
  /** Its next line; nothing once it has ended. */
  hear(): Promise<string | undefined>;
  /** Ends its input, waits for its end, and tells of it; nothing where the session broke. */
  end(): Promise<Pick<Output, 'code' | 'complaint'> | undefined>;
}

/** A command that writes more than this is none of ours. */
const most = 1024 * 1024;

/** Nothing where the session broke before the command had ended. */
export async function finish(channel: Channel, input: string | Buffer): Promise<Output | undefined> {
  const stdout = collect(channel, channel);
  const stderr = collect(channel.stderr, channel);
  const closed = untilClosed(channel);
  channel.end(input);
  const code = await closed;
  if (code === undefined) return undefined;
  return { code, stdout: Buffer.concat(stdout), complaint: oneLine(stderr) };
}

export function talk(channel: Channel): Talk {
  const lines = createInterface({ input: channel })[Symbol.asyncIterator]();
  const stderr = collect(channel.stderr, channel);
  const closed = untilClosed(channel);
  return {
    say: (line) => void channel.write(`${line}\n`),
    hear: async () => {
      const { value, done } = await lines.next();
      return done ? undefined : value;
    },
    end: async () => {
      channel.end();
      const code = await closed;
      return code === undefined ? undefined : { code, complaint: oneLine(stderr) };
    },
  };
}

/** The exit code. What else goes wrong with a channel ends it too, and is told by that. */
function untilClosed(channel: Channel): Promise<number | undefined> {
  channel.on('error', () => {});
  return new Promise((resolve) => {
    channel.once('close', (code: unknown) => resolve(typeof code === 'number' ? code : undefined));
  });
}

function collect(stream: Readable, channel: Channel): Buffer[] {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else channel.close();
  });
  return chunks;
}

function oneLine(chunks: readonly Buffer[]): string {
  const text = Buffer.concat(chunks).toString('utf8');
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
