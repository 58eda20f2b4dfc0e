import { describe, expect, it } from 'vitest';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { templateFile } from '../../support/templates/template-files.ts';
import { faults } from './faults.ts';
import { inspectTemplate } from './inspect.ts';

/** Each renders a template anew: where not all is tried, every third. */
const tried = exhaustive ? faults : faults.filter((_, index) => index % 3 === 0);

describe('a template of ROS', () => {
  it.each(tried)('is refused with $title', ({ file = 'rds-mysql.yml', find, replace, says }) => {
    const { text } = templateFile(file);
    expect(text, 'what is to be mistaken').toContain(find);
    const found = inspectTemplate(text.replaceAll(find, () => replace));
    expect(found.join('\n')).toContain(says);
    expect(found).not.toEqual([]);
  });
});
