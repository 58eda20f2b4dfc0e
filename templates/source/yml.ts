/** A part that is left out. Its line goes with it. */
export const nothing = '\0';

/**
 * Writes YAML as it stands in the source, without the line breaks at both ends. `\${Name}` is a reference of ROS and stays;
 * `${value}` is ours. A line that holds nothing but parts that are left out is left out.
 */
export function yml({ raw }: TemplateStringsArray, ...values: readonly string[]): string {
  const text = raw
    .map((piece) => piece.replaceAll('\\${', '${').replaceAll('\\`', '`'))
    .reduce((before, piece, index) => `${before}${values[index - 1]}${piece}`);
  return text
    .replace(/^\n/, '')
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !line.includes(nothing))
    .join('\n');
}

/** Joins parts that stand one below the other; those that are left out leave no line. */
export function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== nothing).join('\n');
}
