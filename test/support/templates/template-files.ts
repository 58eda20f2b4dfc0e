import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../templates');

export interface TemplateFile {
  /** `rds-mysql.yml` */
  readonly name: string;
  readonly text: string;
}

/** Every template of ROS in the folder; there is no list to keep. */
export const templateFiles: readonly TemplateFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map(templateFile);

export function templateFile(name: string): TemplateFile {
  return { name, text: readFileSync(join(folder, name), 'utf8') };
}
