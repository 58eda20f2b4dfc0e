import { describe, expect, it } from 'vitest';
import { html } from '../../../../shared/operator/report/markup.ts';

describe('markup', () => {
  it.each([
    ['<script>', '&lt;script&gt;'],
    [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
    ['a & b &amp;', 'a &amp; b &amp;amp;'],
    ['a]]>b', 'a]]&gt;b'],
    ['user\u202Egpj.exe', 'user\\u{202e}gpj.exe'],
    ['a\u200Bb\uFEFF', 'a\\u{200b}b\\u{feff}'],
    ['a\0b\nc\x1B[31m', 'a\\u{0}b\\u{a}c\\u{1b}[31m'],
    ['half \uD800 of a pair', 'half \\u{d800} of a pair'],
    ['שלום 中文 🔑', 'שלום 中文 🔑'],
  ])('writes %j as %j', (text, written) => {
    expect(html`<p title="${text}">${[text]}</p>`.toString()).toBe(`<p title="${written}">${written}</p>`);
  });

  it('puts markup into markup as it is, and nothing for what is absent', () => {
    expect(html`<p>${html`<b>${1}</b>`}${undefined}</p>`.toString()).toBe('<p><b>1</b></p>');
  });

  it('refuses an attribute without quotes', () => {
    expect(() => html`<p class=${'a onload=x'}></p>`).toThrow(/quoted/);
  });
});
