import { type FileHandle, open } from 'node:fs/promises';
import type { ServerAddress } from '../../support/servers/server.ts';
import type { Cloud } from '../../support/stand/cloud.ts';

/** Reads on in a server's own log, from where it was read to before. */
export class ServerLog implements AsyncDisposable {
  readonly #file: FileHandle;
  #position = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open({ log }: ServerAddress): Promise<ServerLog> {
    const one = new ServerLog(await open(log));
    await one.read();
    return one;
  }

  async read(): Promise<string> {
    const { size } = await this.#file.stat();
    const bytes = Buffer.alloc(size - this.#position);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, this.#position);
    this.#position += bytesRead;
    return bytes.subarray(0, bytesRead).toString('utf8');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }
}

const passwordChange =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+).*(?:Query\tALTER USER |statement: alter role )/im;

/** When a server was told of the new password, as its log has it: milliseconds since the epoch, with a fraction. */
export function toldOfPassword(log: string): number {
  const [, day, time, fraction] = passwordChange.exec(log) ?? [];
  return Date.parse(`${day}T${time}Z`) + Number(fraction) * 1_000;
}

/** When the current stage last moved in the sandbox, in the same unit. */
export function watchPromotions({ sandbox: { audit } }: Cloud): () => number {
  let at = Number.NaN;
  const add = audit.add.bind(audit);
  audit.add = (record) => {
    if (record.requestParameters.VersionStage === 'ACSCurrent' && record.requestParameters.MoveToVersion)
      at = performance.timeOrigin + performance.now();
    add(record);
  };
  return () => at;
}
