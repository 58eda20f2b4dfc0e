import type { Socket } from 'node:net';

/**
 * The most bytes that one session may read, whatever its server sends. The rights of a large database take a few of
 * these megabytes.
 */
export const mostBytes = 64 * 1_024 * 1_024;
/**
 * Milliseconds to wait for an answer. Servers get shorter limits for a statement; this limit ends the wait for a server
 * that ignores them.
 */
const longestAnswer = 90_000;
const pause = 50;
const longestGoodbye = 1_000;

export interface SessionBounds {
  /** Adds the cost of an answer beyond the bytes in which it arrived. */
  charge(bytes: number): void;
  /** Waits for an answer. Ends the session if the answer is not complete after `longest` milliseconds. */
  answer<Answer>(answering: Promise<Answer>, longest?: number): Promise<Answer>;
  /** Says goodbye, and closes the socket whatever the server answers. */
  close(goodbye: () => Promise<unknown>): Promise<void>;
}

/**
 * Limits what a server can make a session cost. A driver keeps an answer in memory until it is complete, so bytes are
 * counted where they arrive. A socket past a limit is destroyed, and every call that waits for it fails.
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
        // The session is gone already.
      } finally {
        clearTimeout(timer);
        socket.destroy();
      }
    },
  };
}
