const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escaped = (text: string) => text.replace(/[&<>]/g, (mark) => marks[mark] ?? mark);

/** Returns a document of elements only. A list becomes one element for each item. */
export function asXml(root: string, content: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content)}`;
}

function element(name: string, content: unknown): string {
  if (content === undefined || content === null) return '';
  if (Array.isArray(content)) return content.map((item) => element(name, item)).join('');
  return `<${name}>${inside(content)}</${name}>`;
}

function inside(content: unknown): string {
  if (typeof content !== 'object' || content === null) return escaped(String(content));
  return Object.entries(content)
    .map(([name, value]) => element(name, value))
    .join('');
}
