import { RawAnswer } from '../operation.ts';

/** What a deletion answers. */
export const noContent = () => new RawAnswer(204, {}, Buffer.alloc(0));
