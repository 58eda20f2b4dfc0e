import type { Socket } from 'node:net';

/** What one session may read, whatever its server sends: rights of a large database are a few of these megabytes. */
export const mostBytes = 64 * 1_024 * 1_024;
/** Milliseconds. Servers are given shorter times for a statement; this ends the wait for one that ends none. */
const longestAnswer = 90_000;
const pause = 50;
const longestGoodbye = 1_000;

export interface SessionBounds {
  /** Counts what an answer costs beyond the bytes it came in. */
  charge(bytes: number): void;
  /** Waits for an answer, and ends the session of a server that does not end it in so many milliseconds. */
  answer<Answer>(answering: Promise<Answer>, longest?: number): Promise<Answer>;
  /** Says goodbye, and leaves no socket open whatever the server makes of that. */
  close(goodbye: () => Promise<unknown>): Promise<void>;
}

/**
 * Bounds what a server can make a session cost. A driver keeps an answer in memory until it is whole, so that bytes are
 * counted where they arrive. A socket that is past a bound is destroyed, by which whatever waits for it fails.
 */
export function boundSession(
  socket: Socket,
  { bytes = mostBytes, answer = longestAnswer }: { readonly bytes?: number; readonly answer?: number } = {},
): SessionBounds {
  const end = (code: string) => socket.destroy(Object.assign(new Error(code), { code }));
  let charged = 0;
  const count = () => {
    if (socket.bytesRead + charged > bytes) end('ANSWER_TOO_LARGE');
  };
  const counting = setInterval(count, pause);
  counting.unref();
  socket.once('close', () => clearInterval(counting));
  return {
    charge: (more) => {
      charged += more;
      count();
    },
    answer: async (answering, longest = answer) => {
      const timer = setTimeout(() => end('ANSWER_TOO_LATE'), longest);
      try {
        return await answering;
      } finally {
        clearTimeout(timer);
      }
    },
    close: async (goodbye) => {
      const timer = setTimeout(() => socket.destroy(), longestGoodbye);
      try {
        await goodbye();
      } catch {
        // It is gone already.
      } finally {
        clearTimeout(timer);
        socket.destroy();
      }
    },
  };
}
