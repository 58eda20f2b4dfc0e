import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import type { VersionId } from '../../../shared/engine/rotation/store.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { type Listed, readWatermark, type Watermark } from '../../../shared/services/mysql/sessions.ts';
import type { Context } from '../context.ts';

/** Seconds by which two readings of one start of the server may differ: a clock may have been set meanwhile. */
const tolerance = 10;

/**
 * Returns the sessions that were opened before a watermark. Returns none after a restart or a failover, since no
 * session outlives its server.
 */
export function openedBefore(
  watermark: Watermark,
  now: Watermark,
  listed: readonly Listed[],
): readonly Listed[] {
  const isSameRun = now.server === watermark.server && Math.abs(now.started - watermark.started) <= tolerance;
  return isSameRun ? listed.filter(({ id }) => id <= watermark.upTo) : [];
}

/** Saves the watermark of a promotion, right after that. A watermark that cannot be read fails no rotation. */
export async function markPromotion(
  { access, acting }: Context,
  value: DatabaseSecret,
  version: VersionId,
): Promise<void> {
  try {
    access.remember(formatWatermark(await readWatermark(acting.session)), version, value);
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
}

export function formatWatermark({ upTo, server, started }: Watermark): string {
  return `sessions/up-to=${upTo}/server=${server}/started=${started}`;
}

/** Reads a saved watermark. Returns undefined for a text that it cannot read. */
export function parseWatermark(text: string | undefined): Watermark | undefined {
  const [, upTo, server, started] =
    /^sessions\/up-to=(\d+)\/server=(\d+)\/started=(\d+)$/.exec(text ?? '') ?? [];
  if (upTo === undefined || server === undefined) return undefined;
  return { upTo: Number(upTo), server, started: Number(started) };
}
