import type { Browser } from 'playwright-core';
import { type Beat, type Look, type Moment, SCALE } from './beats.ts';

const styles = (look: Look) => `
  body { margin: 0; width: 1180px; font: 600 15px/1.3 system-ui, sans-serif; background: ${look === 'dark' ? '#0d1117' : '#ffffff'}; }
  main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px 20px; padding: 6px; }
  figure { margin: 0; }
  figcaption { margin: 0 2px 8px; color: ${look === 'dark' ? '#c3cad5' : '#39424e'}; }
  img { display: block; width: 100%; border: 1px solid ${look === 'dark' ? '#30363d' : '#d0d7de'}; border-radius: 12px; box-sizing: border-box; }`;

/** Puts the beats on one sheet, a column each: Telegram above, Discord below. @returns a PNG */
export async function drawSheet(browser: Browser, beats: readonly Beat[], look: Look): Promise<Buffer> {
  const figure = ({ caption, shots }: Moment) =>
    `<figure><figcaption>${caption}</figcaption><img src="data:image/png;base64,${shots[look].toString('base64')}"></figure>`;
  const figures = (['telegram', 'discord'] as const).flatMap((platform) => beats.map((beat) => figure(beat[platform])));
  const page = await browser.newPage({ viewport: { width: 1180, height: 400 }, deviceScaleFactor: SCALE });
  await page.setContent(`<style>${styles(look)}</style><main>${figures.join('')}</main>`);
  const sheet = await page.locator('main').screenshot();
  await page.close();
  return sheet;
}

/** A colour that differs by more is another one, of 255. */
const OTHER = 24;

/** Compares two PNGs. @returns the share of pixels that differ; 1 where the sizes do */
export async function differenceOf(browser: Browser, a: Buffer, b: Buffer): Promise<number> {
  const page = await browser.newPage();
  const [one, two] = [a, b].map((bytes) => JSON.stringify(`data:image/png;base64,${bytes.toString('base64')}`));
  const share = await page.evaluate<number>(`(async () => {
    const pixels = async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const context = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [a, b] = [await pixels(${one}), await pixels(${two})];
    if (a.width !== b.width || a.height !== b.height) return 1;
    let other = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      const far = [0, 1, 2].some((part) => Math.abs(a.data[at + part] - b.data[at + part]) > ${OTHER});
      if (far) other += 1;
    }
    return other / (a.data.length / 4);
  })()`);
  await page.close();
  return share;
}
