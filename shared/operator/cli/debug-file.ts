import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudError } from '../../alibaba/cloud-error.ts';
import { RotationError } from '../../engine/rotation/errors.ts';
import { traceOf } from '../../engine/rotation/internal-error.ts';
import { readVariable } from '../../runtime/environment.ts';
import { random } from '../../runtime/random.ts';
import { version } from '../../runtime/version.ts';

/** The most causes that are written, since a cause may have a cause. */
const mostCauses = 8;

/**
 * Writes where in the code a command failed, for its developers, if ROTATION_DEBUG=1. Only the user may read the file.
 * A foreign error may quote a secret: write only its kind and its code.
 */
export function writeDebugFile(error: unknown): string | undefined {
  if (readVariable('ROTATION_DEBUG') !== '1') return undefined;
  const file = join(tmpdir(), `rotator-${random.uuid()}.txt`);
  const lines = [`rotator ${version}, Node ${process.version}, ${process.platform}`, ...told(error)];
  try {
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
    return `more in ${file}`;
  } catch {
    return `no file could be written in ${tmpdir()}`;
  }
}

function told(error: unknown, left = mostCauses): readonly string[] {
  const { kind, frames } = traceOf(error);
  const isOurs = error instanceof RotationError || error instanceof CloudError;
  const code =
    error instanceof Error && 'code' in error ? ` ${/^[\w-]{1,60}$/.exec(`${error.code}`) ?? ''}` : '';
  const cause =
    error instanceof Error && error.cause !== undefined && left > 0 ? told(error.cause, left - 1) : [];
  return [
    `${kind}${code}${isOurs ? `: ${error.message}` : ''}`,
    ...frames.map((frame) => `    ${frame}`),
    ...(cause.length === 0 ? [] : ['caused by', ...cause]),
  ];
}
