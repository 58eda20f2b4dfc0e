import { RawAnswer } from '../operation.ts';

/** Returns the empty response to a deletion. */
export const noContent = () => new RawAnswer(204, {}, Buffer.alloc(0));
