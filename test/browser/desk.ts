import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Stage } from '../demo/stage.ts';
import { ChatWindow } from './chat-window.ts';

/** Longest wait for something to be seen, ms. */
const SEEN_MS = 20_000;

/** Taking pictures and judging put styles of their own into the page, which it refuses; a line is cut on purpose. */
const usual = /^Applying inline style|ERR_INTERNET_DISCONNECTED/;

export interface Looks {
  width?: number;
  height?: number;
  dark?: boolean;
  locale?: 'en-US' | 'zh-CN';
}

/** The demo's page in a browser, with what goes on behind it. */
export interface Desk {
  stage: Stage;
  page: Page;
  telegram: ChatWindow;
  discord: ChatWindow;
  /** Takes a picture of the state, and looks for what somebody with a screen reader or a keyboard would stumble over. */
  shot(name: string): Promise<void>;
  /** Opens the page in another form. */
  another(looks: Looks): Promise<Desk>;
}

export interface Place {
  stage: Stage;
  browser: Browser;
  url: string;
  /** Folder for the pictures. */
  pictures: string;
  /** Finds barriers; throws where there is a serious one. */
  judge(page: Page, state: string): Promise<void>;
}

/** Opens the page for one check. Whatever goes wrong in it is put into `wrongs`. */
export async function openDesk(place: Place, wrongs: string[], looks: Looks = {}): Promise<Desk> {
  const { width = 1440, height = 900, dark = false, locale = 'en-US' } = looks;
  const phone = width < 500;
  const context = await place.browser.newContext({
    ...{ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale, hasTouch: phone, isMobile: phone },
    permissions: ['microphone', 'clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(SEEN_MS);
  const page = await context.newPage();
  const { origin } = new URL(place.url);
  page.on('pageerror', (error) => wrongs.push(`an error on the page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !usual.test(message.text()))
      wrongs.push(`said by the browser: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) wrongs.push(`asked for ${request.url()}`);
  });
  await page.goto(place.url);
  await page.locator('chat-window[data-ready]').first().waitFor();
  return {
    stage: place.stage,
    page,
    telegram: new ChatWindow(page, 'telegram'),
    discord: new ChatWindow(page, 'discord'),
    async shot(name) {
      await page.screenshot({ path: join(place.pictures, `${name}.png`), animations: 'disabled' });
      await place.judge(page, name);
    },
    another: (others) => openDesk(place, wrongs, others),
  };
}
