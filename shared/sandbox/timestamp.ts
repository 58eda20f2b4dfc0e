/** The cloud's spelling of an instant: UTC, whole seconds. */
export function timestamp(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
