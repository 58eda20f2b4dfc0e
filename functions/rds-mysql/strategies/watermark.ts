import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import type { VersionId } from '../../../shared/engine/rotation/store.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { type Listed, readWatermark, type Watermark } from '../../../shared/services/mysql/sessions.ts';
import type { Context } from '../context.ts';

/** Seconds by which two readings of one start may differ: a clock may have been set meanwhile. */
const tolerance = 10;

/** The sessions of before a mark. None outlives its server: after a restart or a failover, there are none. */
export function openedBefore(
  watermark: Watermark,
  now: Watermark,
  listed: readonly Listed[],
): readonly Listed[] {
  const isSameRun = now.server === watermark.server && Math.abs(now.started - watermark.started) <= tolerance;
  return isSameRun ? listed.filter(({ id }) => id <= watermark.upTo) : [];
}

/** Called right after a promotion, which is what the mark is of. One that cannot be had fails no rotation. */
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

/** A note that cannot be read is none. */
export function parseWatermark(text: string | undefined): Watermark | undefined {
  const [, upTo, server, started] =
    /^sessions\/up-to=(\d+)\/server=(\d+)\/started=(\d+)$/.exec(text ?? '') ?? [];
  if (upTo === undefined || server === undefined) return undefined;
  return { upTo: Number(upTo), server, started: Number(started) };
}
