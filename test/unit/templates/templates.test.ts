import { describe, expect, it } from 'vitest';
import { templateFiles } from '../../support/templates/template-files.ts';
import { inspectTemplate } from './inspect.ts';

describe('the templates of ROS', () => {
  it.each(templateFiles)('$name has nothing that the vendor or this house would refuse', ({ text }) => {
    expect(inspectTemplate(text)).toEqual([]);
  });
});
