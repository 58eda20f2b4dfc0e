import type { Parameters } from '../../../alibaba/client.ts';
import type { Reply } from '../calls.ts';

/** An AccessKey of the temporary user that nothing has used yet, and calls about it. Every call throws Unanswered. */
export interface KeyScene {
  /** Calls an operation of RAM about the key. */
  call(action: string, parameters?: Parameters): Promise<Reply>;
  /**
   * Signs calls of STS with the key until one is accepted. Returns the milliseconds since the key was asked for; 0 if
   * the first call is accepted.
   */
  becomesKnown(): Promise<number>;
}
