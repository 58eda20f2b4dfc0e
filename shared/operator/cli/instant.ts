/** A time of UTC as a table has it, whose heading names the zone. */
export function instant(milliseconds: number | undefined): string {
  if (milliseconds === undefined || Number.isNaN(milliseconds)) return '-';
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
