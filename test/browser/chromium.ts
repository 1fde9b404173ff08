import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts Debian's Chromium, or the one that CHROMIUM names; a microphone that beeps is at hand. */
export async function startChromium(
  path = process.env['CHROMIUM'] ?? usual.find((one) => existsSync(one)),
): Promise<Browser> {
  if (path === undefined)
    throw new Error('There is no Chromium: apt-get install chromium, or say where it is with CHROMIUM=/path.');
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
}
