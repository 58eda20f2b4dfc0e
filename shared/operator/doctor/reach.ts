import { once } from 'node:events';
import { Socket } from 'node:net';
import { startDeadline } from '../../runtime/deadline.ts';

/** Opens a connection, and closes it without a word. Throws Node's error, or one with the code ETIMEDOUT. */
export async function reach(host: string, port: number, longest: number, signal: AbortSignal): Promise<void> {
  using deadline = startDeadline(longest, 0);
  const ended = AbortSignal.any([deadline.signal, signal]);
  const socket = new Socket();
  const stop = () => socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  ended.addEventListener('abort', stop, { once: true });
  try {
    socket.connect({ host, port });
    await once(socket, 'connect');
  } finally {
    ended.removeEventListener('abort', stop);
    socket.destroy();
  }
}
