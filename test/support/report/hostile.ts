import type { ListedSecret } from '../../../shared/engine/rotation/store.ts';
import { listed } from './fleet.ts';

/** Text that takes over a page which puts it in as it is; `address` is called when it does. */
export function hostileTexts(address: string): readonly string[] {
  const load = `fetch('${address}/script')`;
  return [
    `<script>document.title='taken';${load}</script>`,
    `<img src="${address}/image" onerror="document.title='taken'">`,
    `"><svg onload="document.title='taken'"><style>body{background:url(${address}/style)}</style></svg>`,
    `' autofocus onfocus='document.title="taken"' x='`,
    `</title></style></table><iframe src="${address}/frame"></iframe>`,
    `]]><link rel="stylesheet" href="${address}/sheet">`,
    `<!--<p style="background:url(${address}/attribute)">`,
    '&lt;b&gt; &#x3c;i> $1 {{2}} %3Cu%3E',
  ];
}

/** A fleet whose names, types, strategies and wrong tags are all hostile. */
export function hostileFleet(address: string): readonly ListedSecret[] {
  return hostileTexts(address).flatMap((text, index) => [
    listed(`${index} ${text}`, { type: text, strategy: text, schedule: 'every:3d' }),
    listed(`wrong tag ${index} ${text}`, { type: text, [text]: text }),
  ]);
}
