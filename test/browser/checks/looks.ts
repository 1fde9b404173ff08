import assert from 'node:assert/strict';
import type { Check } from '../check.ts';

/** The page in its forms: phone, dark, Chinese; by keyboard alone; without its server. */
export const looks: readonly Check[] = [
  {
    name: 'looks: on a phone, one window at a time',
    async run({ another }) {
      for (const dark of [false, true]) {
        const { page, telegram, discord, shot } = await another({ width: 390, height: 844, dark });
        const name = dark ? 'phone-dark' : 'phone';
        await shot(`${name}-telegram`);
        assert.equal(await discord.root.isVisible(), false);
        await telegram.root.getByRole('button', { name: 'Chats' }).click();
        await shot(`${name}-places`);
        await telegram.open('Book club');
        await page.locator('[data-tab=discord]').click();
        await shot(`${name}-discord`);
        await page.getByRole('button', { name: 'Backstage' }).click();
        await shot(`${name}-engine`);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
      }
    },
  },
  {
    name: 'looks: a finger that rests opens the menu; what comes elsewhere is counted',
    async run({ another, telegram }) {
      const phone = await another({ width: 390, height: 844 });
      await phone.telegram.become('Cleo', true);
      await phone.telegram.open('Book club');
      await telegram.open('Book club');
      await telegram.say('somebody there?');
      const row = phone.telegram.rows.filter({ hasText: 'somebody there?' }).last();
      await row.waitFor();
      await row.locator('.tg-bubble').dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 60, clientY: 300 });
      await phone.page.getByRole('menu').waitFor();
      await phone.page.keyboard.press('Escape');
      await phone.telegram.root.getByRole('button', { name: 'Chats' }).click();
      await phone.telegram.open('Parley');
      await telegram.say('and now?');
      await phone.telegram.root.getByRole('button', { name: 'Chats' }).click();
      const club = phone.telegram.root.locator('.place', { hasText: 'Book club' });
      await club.locator('.badge', { hasText: '1' }).waitFor();
    },
  },
  {
    name: 'looks: Chinese and dark, and back by the switches',
    async run({ another }) {
      const { page, telegram, shot } = await another({ dark: true, locale: 'zh-CN' });
      await telegram.become('李华');
      await shot('chinese-dark');
      await page.getByRole('button', { name: '语言' }).click();
      await page.getByRole('menuitemradio', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Light or dark' }).click();
      await page.getByRole('menuitemradio', { name: 'Light' }).click();
      assert.equal(await page.evaluate('getComputedStyle(document.documentElement).colorScheme'), 'light');
      await page.reload();
      await page.getByRole('button', { name: 'Behind the scenes' }).waitFor();
      await telegram.root.locator('.me', { hasText: '李华' }).waitFor();
    },
  },
  {
    name: 'looks: by keyboard alone, and what is read out is the finished answer',
    async run({ telegram, page }) {
      await telegram.field.focus();
      await page.keyboard.type('say once upon a time there was a lighthouse');
      await page.keyboard.press('Enter');
      await telegram.answers('there was a lighthouse').last().waitFor();
      const heard = telegram.root.locator('[aria-live=polite]');
      await heard.filter({ hasText: 'Parley: once upon a time there was a lighthouse' }).waitFor();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Shift+Tab');
      const rows = telegram.rows;
      await rows.last().focus();
      await page.keyboard.press('ArrowUp');
      await rows.nth(-2).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.press('End');
      await page.keyboard.press('Escape');
      await rows
        .nth(-2)
        .locator(':focus')
        .or(rows.nth(-2).and(page.locator(':focus')))
        .waitFor();
    },
  },
  {
    name: 'looks: a broken line is said, and mends by itself',
    async run({ page, telegram }) {
      await page.context().setOffline(true);
      await telegram.say('is anybody there?');
      await page.locator('.toast.error').first().waitFor();
      assert.equal(await telegram.field.inputValue(), 'is anybody there?');
      await page.context().setOffline(false);
      await telegram.ask('say here I am', 'here I am');
    },
  },
];
