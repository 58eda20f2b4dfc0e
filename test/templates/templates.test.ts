import { describe, expect, it } from 'vitest';
import { inspectTemplate } from './inspect.ts';
import { templateFiles } from './template-files.ts';

describe('the templates of ROS', () => {
  it.each(templateFiles)('$name has nothing that the vendor or this house would refuse', ({ text }) => {
    expect(inspectTemplate(text)).toEqual([]);
  });
});
