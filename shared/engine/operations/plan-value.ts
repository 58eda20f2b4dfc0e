import type { Sensitive } from '../../runtime/sensitive.ts';
import { readFlatJson } from '../credentials/flat-json.ts';

/** Returns a note on the fields of a flat JSON value that some official readers refuse; plain text has none. */
export function notesOnValue(text: Sensitive): string[] {
  const fields = readFlatJson(text);
  if (Array.isArray(fields)) return [];
  const names = [...fields].filter(([, value]) => typeof value !== 'string').map(([name]) => name);
  if (names.length === 0) return [];
  return [
    `${names.join(', ')}: not written as a string. external-secrets (dataFrom.extract) and the CSI provider (jmesPath) read strings only; a rotation keeps the form, so store a value with "…" around it`,
  ];
}
