import { createHash } from 'node:crypto';
import { html, type Markup } from './markup.ts';

interface Parts {
  readonly title: string;
  readonly style: Markup;
  readonly body: Markup;
}

/**
 * Returns a page that is complete in one file. Its policy lets a browser run no script, load nothing and send nothing.
 * It allows only this style sheet, so that even an injected style attribute would have no effect.
 */
export function document({ title, style, body }: Parts): string {
  const hash = createHash('sha256').update(style.toString()).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`.toString();
}
