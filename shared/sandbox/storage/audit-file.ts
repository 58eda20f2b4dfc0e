import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

export interface AuditFile extends AsyncDisposable {
  write(line: string): void;
}

/**
 * Opens the audit file. Every record is written before the response to its call, but is not forced to the disk. A power
 * failure may lose the last records.
 */
export function openAuditFile(path: string): AuditFile {
  const file = openSync(path, 'a+', 0o600);
  const content = readFileSync(file);
  ftruncateSync(file, content.lastIndexOf('\n') + 1);
  return {
    write: (line) => writeSync(file, line),
    [Symbol.asyncDispose]: async () => closeSync(file),
  };
}
