import { type CollectionTag, parseDocument, type ScalarTag, YAMLMap } from 'yaml';
import { names } from './functions/names.ts';
import { TemplateError } from './template-error.ts';

/** The short tags, such as `!Sub`: each stands for a function, here `Fn::Sub`, of the value that follows it. */
const customTags = names.flatMap((name): (ScalarTag | CollectionTag)[] => {
  const tag = `!${name.replace('Fn::', '')}`;
  const resolve = (given: unknown) => {
    const map = new YAMLMap();
    map.set(name, given);
    return map;
  };
  return [
    // Fn::GetAtt is the only function whose text holds more than one argument.
    { tag, resolve: (text) => ({ [name]: name === 'Fn::GetAtt' ? splitOnce(text, '.') : text }) },
    { tag, collection: 'seq', resolve },
    { tag, collection: 'map', resolve },
  ];
});

function splitOnce(text: string, at: string): string[] {
  const index = text.indexOf(at);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

/**
 * Parses a template from YAML with short tags, or from JSON, which is YAML too. Throws TemplateError with the line. A
 * tag on a tag is not valid YAML, as ROS says. Source: ROS "Function index".
 */
export function parseText(text: string): unknown {
  const document = parseDocument(text, { customTags, prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem)
    throw new TemplateError(`the template cannot be read: ${firstLine(problem.message)}`, 'InvalidSchema');
  return document.toJS();
}

/** Returns the first line of a message. The other lines quote the template. */
const firstLine = (message: string) => message.split('\n')[0] ?? message;
