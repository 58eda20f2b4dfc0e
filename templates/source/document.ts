import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, parseDocument, visit } from 'yaml';

/** Reads YAML with the short tags of ROS. */
export function parseYaml(text: string): Document {
  const document = parseDocument(text, { logLevel: 'error' });
  // A folded text is written as a literal one, and keeps its lines: the writer folds all texts or none.
  visit(document, {
    Scalar: (_, node) => {
      if (node.type !== 'BLOCK_FOLDED' || !node.range) return;
      const [, ...lines] = text.slice(node.range[0], node.range[1]).trimEnd().split('\n');
      node.type = 'BLOCK_LITERAL';
      node.value = lines.map((line) => line.trim()).join('\n');
    },
  });
  return document;
}

export function formatYaml(document: Document): string {
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true });
  return text.replaceAll(': |-\n', ': >-\n');
}

/** Reads a file of this folder whose empty entries are to be filled. */
export function readOwn(name: string): Document {
  const document = parseYaml(readFileSync(join(import.meta.dirname, name), 'utf8'));
  // It tells who edits the file here, not who deploys it.
  document.commentBefore = null;
  return document;
}
