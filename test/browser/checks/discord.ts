import assert from 'node:assert/strict';
import { drawPng } from '../../simulator/openai/png.ts';
import { ogg } from '../../simulator/samples.ts';
import type { Check } from '../check.ts';

/** What people do in Discord's window. */
export const discord: readonly Check[] = [
  {
    name: 'discord: a mention, code, a menu by the mouse',
    async run({ discord, shot, page }) {
      await discord.open('general');
      const answer = await discord.ask('@Parley show me some code', 'Here is a small example');
      await answer.locator('pre', { hasText: 'greet' }).waitFor();
      await answer.getByRole('button', { name: 'Again' }).waitFor();
      await answer.click({ button: 'right', position: { x: 200, y: 60 } });
      await page.getByRole('menu').waitFor();
      await shot('discord-menu');
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'discord: slash commands with suggestions and options',
    async run({ discord, shot, page }) {
      await discord.become('Ben');
      await discord.open('ideas');
      await discord.field.click();
      await page.keyboard.type('/hel');
      await discord.root.getByRole('option', { name: /help/ }).first().waitFor();
      await shot('discord-suggestions');
      await discord.field.fill('');
      await discord.say('/ask How do bridges stay up?');
      await discord
        .answers(/bridges/i)
        .last()
        .waitFor();
      await shot('discord-command');
    },
  },
  {
    name: 'discord: a picture, and a form about it',
    async run({ discord, shot, page }) {
      await discord.open('Parley');
      await discord.say('/image a pier');
      const drawn = discord.rows.filter({ has: page.locator('img') }).last();
      await drawn.waitFor();
      await discord.press(drawn, /Edit/);
      await page.getByRole('dialog').waitFor();
      await shot('discord-form');
      await page.locator('#form-field').fill('let it snow');
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await discord.rows.filter({ hasText: 'let it snow' }).last().waitFor();
    },
  },
  {
    name: 'discord: a direct message, its edit and its deletion; a file',
    async run({ discord }) {
      await discord.become('Cleo');
      await discord.open('Parley');
      await discord.ask('say one', /one/);
      await discord.field.press('ArrowUp');
      await discord.say('say two');
      await discord.answers(/two/).last().waitFor();
      const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('The ferry leaves at nine.') };
      await discord.root.locator('input[type=file]').setInputFiles([note]);
      await discord.ask('What does it say?', /ferry/);
      const own = discord.own('say two');
      await discord.pick(own, 'Delete');
      await own.waitFor({ state: 'detached' });
    },
  },
  {
    name: 'discord: a thread and a post, each a place of its own',
    async run({ discord }) {
      await discord.open('Weekend trip');
      await discord.ask('@Parley say in a thread', 'in a thread');
      await discord.open('How do tides work?');
      await discord.rows.filter({ hasText: 'in a thread' }).first().waitFor({ state: 'detached' });
      await discord.ask('@Parley say by the moon', 'by the moon');
      assert.equal(await discord.root.locator('.closed button').count(), 0);
    },
  },
  {
    name: 'discord: what is pasted or dropped is sent along',
    async run({ discord, stage, page }) {
      await discord.become('李华');
      await discord.open('Parley');
      const files = await page.evaluateHandle(`(() => {
        const data = new DataTransfer();
        data.items.add(new File(['One line.'], 'dropped.txt', { type: 'text/plain' }));
        return data;
      })()`);
      await discord.root.dispatchEvent('drop', { dataTransfer: files });
      await discord.root.locator('.chip', { hasText: 'dropped.txt' }).waitFor();
      const png = drawPng(40, 30, 'a stamp').toString('base64');
      await page.evaluate(`(() => {
        const bytes = Uint8Array.from(atob('${png}'), (sign) => sign.charCodeAt(0));
        const blob = new Blob([bytes], { type: 'image/png' });
        return navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      })()`);
      await discord.field.focus();
      await page.keyboard.press('Control+V');
      await discord.root.locator('.chip img').waitFor();
      await discord.root.getByRole('button', { name: 'Remove image.png' }).click();
      stage.openai.script(() => 'One line it is.');
      await discord.ask('What is in it?', 'One line it is.');
      await discord.own('dropped.txt').waitFor();
    },
  },
  {
    name: 'discord: a voice is answered',
    async run({ discord, stage }) {
      await discord.become('Inés');
      await discord.open('Parley');
      stage.openai.script(() => 'I heard you.');
      const voice = { name: 'voice.ogg', mimeType: 'audio/ogg', buffer: ogg(2) };
      await discord.root.locator('input[type=file]').setInputFiles([voice]);
      await discord.ask('What was that?', 'I heard you.');
    },
  },
];
