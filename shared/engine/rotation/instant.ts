/** `2026-11-25T03:00:00Z`: milliseconds since the epoch, to the second. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, '');
}
