import * as z from 'zod';
import { LogstoreName, ProjectName } from './names.ts';

/** The keys of an index. Only their names count here, because words are split at the usual delimiters. */
const Keys = z.array(
  z.object({ Name: z.string(), Type: z.literal('text', 'the sandbox knows keys of text alone') }),
);

export const IndexSettings = z.object({ ProjectName, LogstoreName, KeyIndices: Keys.default([]) });
