import type { Behaviour, Line } from './listener.ts';

/** A whole request: its head, and as much of a body as that says. */
async function hearRequest(line: Line): Promise<string> {
  let head = '';
  while (!head.endsWith('\r\n\r\n')) head += (await line.hear(1)).toString('latin1');
  const length = /^content-length: (\d+)\r$/im.exec(head)?.[1] ?? '0';
  return head + (await line.hear(Number(length))).toString();
}

export const bytes = (said: string) => Buffer.from(said);

/** Behaves to each request in place of an answer. */
export function toRequest(behave: Behaviour): Behaviour {
  return async (line) => {
    await hearRequest(line);
    await behave(line);
  };
}

export function answer(status: string, headers: readonly string[], body = ''): Behaviour {
  const head = [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers];
  return toRequest((line) => line.say(bytes(`${head.join('\r\n')}\r\n\r\n${body}`)));
}
