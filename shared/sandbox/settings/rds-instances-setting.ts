import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { RdsInstance } from '../rds/instance.ts';

/** Rights of a file beyond those of its owner. */
const ofOthers = 0o077;

const Entries = z.array(z.looseObject({ CertificateAuthorityFile: z.string().min(1).optional() }));
const Instances = z.array(RdsInstance);

/**
 * The path of a file with RDS instances, as a JSON list. It becomes that list. The file holds passwords, so that only its
 * owner may have rights on it. The path of a certificate authority is relative to the file.
 */
export const RdsInstancesSetting = z.string().transform((path, context): readonly RdsInstance[] => {
  try {
    if ((statSync(path).mode & ofOthers) !== 0)
      return refuse(context, 'can be read by others than its owner; run chmod 600 on it');
    const entries = Entries.parse(parseJson(readFileSync(path, 'utf8')));
    return Instances.parse(entries.map((entry) => withAuthority(entry, dirname(path))));
  } catch (error) {
    return refuse(context, explain(error));
  }
});

class NotJson extends Error {}

/** Parses JSON. The error of the runtime would quote the text, which holds passwords. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotJson('is no JSON');
  }
}

function withAuthority(
  { CertificateAuthorityFile: file, ...entry }: z.output<typeof Entries>[number],
  folder: string,
) {
  return file === undefined
    ? entry
    : { ...entry, CertificateAuthority: readFileSync(resolve(folder, file), 'utf8') };
}

function explain(error: unknown): string {
  if (error instanceof NotJson) return error.message;
  if (!(error instanceof z.ZodError)) return 'cannot be read, or names a certificate authority that cannot';
  const [issue] = error.issues;
  return `is not valid in ${issue?.path.join('.') || 'its list'}: ${issue?.message}`;
}

function refuse(context: z.core.$RefinementCtx, message: string) {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
