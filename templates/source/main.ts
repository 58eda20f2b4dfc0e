import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { written } from './written.ts';

for (const [name, text] of written) await writeFile(join(import.meta.dirname, '..', name), text);
