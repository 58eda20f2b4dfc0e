import { describe, expect, it } from 'vitest';
import { faults } from './faults.ts';
import { inspectTemplate } from './inspect.ts';
import { templateFile } from './template-files.ts';

describe('a template of ROS', () => {
  it.each(faults)('is refused with $title', ({ file = 'rds-mysql.yml', find, replace, says }) => {
    const { text } = templateFile(file);
    expect(text, 'what is to be mistaken').toContain(find);
    const found = inspectTemplate(text.replaceAll(find, () => replace));
    expect(found.join('\n')).toContain(says);
    expect(found).not.toEqual([]);
  });
});
