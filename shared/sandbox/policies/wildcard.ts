/** `*` stands for any run of characters, `?` for one. Source: policy structure and syntax of RAM. */
export function matchesWildcard(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.split('').map(fragment).join('')}$`, 's').test(text);
}

function fragment(mark: string): string {
  if (mark === '*') return '.*';
  return mark === '?' ? '.' : mark.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
