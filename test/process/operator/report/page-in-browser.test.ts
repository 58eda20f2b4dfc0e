import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ListedSecret } from '../../../../shared/engine/rotation/store.ts';
import { fleetReport } from '../../../../shared/operator/report/fleet-report.ts';
import { page } from '../../../../shared/operator/report/page.ts';
import { fleet, listed, now } from '../../../support/report/fleet.ts';
import { hostileFleet, hostileTexts } from '../../../support/report/hostile.ts';
import { startBrowser } from '../../../support/servers/browser.ts';
import { EngineUnavailable } from '../../../support/servers/server.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';

const started = await startBrowser().catch((failure) => {
  if (!(failure instanceof EngineUnavailable) || process.env.CI !== undefined) throw failure;
  process.stdout.write(`skipped: ${failure.message}\n`);
  return undefined;
});
const it = test.skipIf(started === undefined);
const browser = (): Browser => started ?? expect.unreachable();
afterAll(() => started?.close());

const report = (of: readonly ListedSecret[]) => page(fleetReport(of, { region: 'cn-hangzhou', at: now }));
const long = listed(`prod/${'averylongname'.repeat(14)}/db`, {
  type: 'rds-mysql',
  strategy: 'x'.repeat(120),
});
const right = listed('שלום/سر/prod', { type: 'generic' });

/** What is opened in a browser, with all that it asked for and complained of. */
interface Shown extends AsyncDisposable {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

let served = '';
const asked: string[] = [];
const server = createServer(({ url = '' }, response) => {
  asked.push(url);
  response.setHeader('content-type', 'text/html').end(url === '/' ? served : '');
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at: AddressInfo | string | null = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' ? at?.port : at}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function show(text: string, options: BrowserContextOptions = {}): Promise<Shown> {
  const context = await browser().newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  served = text;
  asked.length = 0;
  await page.goto(`${address}/`, { waitUntil: 'load' });
  return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Runs in the page: its own width, and what sticks out of the window, which a phone would be pushed aside for. */
const outside = `(() => {
  const width = innerWidth;
  const sticksOut = (element) => !element.closest('thead') && element.getBoundingClientRect().right > width + 0.5;
  return {
    scrolls: document.documentElement.scrollWidth > width,
    elements: [...document.querySelectorAll('body *')].filter(sticksOut).map(({ outerHTML }) => outerHTML.slice(0, 120)),
  };
})()`;
const nothing = { scrolls: false, elements: [] };

const Findings = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ failureSummary: z.string() })) })),
  passes: z.array(z.object({ id: z.string() })),
});

const looks = [
  [360, 'light'],
  [360, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const;

/** Where not all are tried, each width and each scheme once. */
const shownLooks = exhaustive ? looks : looks.slice(1, 3);

describe('the report in a browser', () => {
  it.each(shownLooks)(
    'shows every secret at %i pixels in %s, with nothing outside and nothing amiss',
    async (width, colorScheme) => {
      const all = [...fleet, long, right];
      await using shown = await show(report(all), { viewport: { width, height: 800 }, colorScheme });
      expect(await shown.page.evaluate(outside)).toEqual(nothing);
      const names = shown.page.locator('tbody .name');
      expect((await names.allTextContents()).sort()).toEqual(all.map(({ secret }) => String(secret)).sort());
      for (const name of await names.all()) expect(await name.isVisible()).toBe(true);
      expect(shown.complaints).toEqual([]);
      expect(shown.requests).toEqual([`${address}/`]);
      await shown.page.evaluate(axe.source);
      const { violations, passes } = Findings.parse(await shown.page.evaluate('axe.run()'));
      expect(violations).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
    },
  );

  it('has nothing outside at any width between', async () => {
    await using shown = await show(report([...fleet, long, right]));
    for (const width of [320, 480, 768, 959, 961, 1100]) {
      await shown.page.setViewportSize({ width, height: 800 });
      expect([width, await shown.page.evaluate(outside)]).toEqual([width, nothing]);
    }
  });

  it('shows a thousand secrets, and every one of them on paper', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => listed(`app-${index}`, { type: 'generic' }));
    await using shown = await show(report(many));
    await shown.page.emulateMedia({ media: 'print' });
    expect(await shown.page.locator('tbody tr:visible').count()).toBe(1_000);
  });

  it('shows hostile names as text, which does nothing', async () => {
    const hostile = hostileFleet(address);
    await using shown = await show(report(hostile), { viewport: { width: 360, height: 800 } });
    const names = await shown.page.locator('tbody .name').allTextContents();
    expect(names.sort()).toEqual(hostile.map(({ secret }) => String(secret)).sort());
    expect(await shown.page.title()).toBe('Rotation of secrets in cn-hangzhou');
    expect(await shown.page.locator('script, img, iframe, link, [onload], [style], [onfocus]').count()).toBe(
      0,
    );
    expect(await shown.page.evaluate(outside)).toEqual(nothing);
    expect(asked).toEqual(['/']);
  });

  it('would let such text do nothing even if it got in as it is', async () => {
    const open = (text: string) => text.replace('</main>', `${hostileTexts(address).join('\n-->')}</main>`);
    const tell = async (text: string) => {
      await using shown = await show(text);
      await shown.page.waitForTimeout(200);
      return { title: await shown.page.title(), asked: [...asked].sort() };
    };
    const intruded = open(report(fleet));
    expect(await tell(intruded)).toEqual({ title: 'Rotation of secrets in cn-hangzhou', asked: ['/'] });
    // Without its policy the same page is taken over: the text is as hostile as it should be.
    const bare = intruded.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    const taken = await tell(bare);
    expect(taken.title).toBe('taken');
    expect(taken.asked).toEqual(expect.arrayContaining(['/image', '/script', '/frame', '/sheet']));
  });
});
