import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isScalar, parseDocument, visit } from 'yaml';

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

/** Reads a file of this folder whose empty entries are to be filled. The comment above its first empty line stays here. */
export function readOwn(name: string): Document {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  const document = parseYaml(text.replace(/^(#.*\n)+\n/, ''));
  // A comment below an empty entry is read as the end of that entry. It stands above the next one.
  visit(document, {
    Map: (_, { items }) => {
      for (const [index, { value }] of items.entries()) {
        const next = items[index + 1]?.key;
        if (!isScalar(value) || value.value !== null || !value.comment || !isScalar(next)) continue;
        next.commentBefore = value.comment;
        next.spaceBefore = false;
      }
    },
  });
  return document;
}
