/** Lengths of time in milliseconds. */
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Formats milliseconds since the epoch for documents and events: `2026-11-25T03:00:00.000Z`. */
export function exactInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Formats milliseconds since the epoch for messages, and as the cloud does: `2026-11-25T03:00:00Z`. */
export function instant(milliseconds: number): string {
  return exactInstant(milliseconds).replace(/\.\d+/, '');
}

/** Formats milliseconds since the epoch for tables whose heading names the zone, UTC: `2026-11-25 03:00:00`. */
export function tableInstant(milliseconds: number | undefined): string {
  if (milliseconds === undefined || Number.isNaN(milliseconds)) return '-';
  return instant(milliseconds).replace('T', ' ').replace('Z', '');
}
