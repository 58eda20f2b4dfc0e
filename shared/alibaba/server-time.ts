/**
 * Returns the time of a service by the header of any answer, in milliseconds since the epoch; undefined if it sends
 * none. The request is not signed, so that the service answers whatever the clock of this process says. Throws what
 * `fetch` throws if no answer comes.
 */
export async function readServerTime(address: string, signal: AbortSignal): Promise<number | undefined> {
  const { headers } = await fetch(address, { method: 'HEAD', redirect: 'manual', signal });
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}
