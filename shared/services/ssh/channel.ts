import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';

/** A running command on the server. Its `close` event carries the exit code, or no number if the session broke. */
export interface Channel extends Duplex {
  readonly stderr: Readable;
  close(): void;
}

/** The result of a command. The output is raw bytes, since a file need not be text. */
export interface Output {
  readonly code: number;
  readonly stdout: Buffer;
  /** The text of its standard error, on one line. */
  readonly complaint: string;
}

/** A long-running command that exchanges lines with this process. */
export interface Talk {
  say(line: string): void;
  /** Returns the next line. Returns undefined once the command has ended. */
  hear(): Promise<string | undefined>;
  /** Closes the command's input, waits for its end, and returns the result. Returns undefined if the session broke. */
  end(): Promise<Pick<Output, 'code' | 'complaint'> | undefined>;
}

/** Most bytes that a command may write: none of our commands writes more. */
const most = 1024 * 1024;

/** Runs a command to its end. Returns undefined if the session broke before the command had ended. */
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

/**
 * Resolves to the exit code, or to undefined if there is none. Every other failure of a channel closes it too, so error
 * events need no handling.
 */
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
