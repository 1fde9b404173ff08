import assert from 'node:assert/strict';
import type { Check } from '../check.ts';

/** Texts that would like to be more than texts. */
const hostile = [
  '<script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 1">',
  '[a link](javascript:window.hit=1)',
  '![a picture](https://outside.example/pixel.png)',
  '<a href="https://outside.example/" onmouseover="window.hit = 1">here</a>',
  '\u202Etxt.exe\u202C and \u0000\u0007',
  '```\n</code></pre><script>window.hit = 1</script>\n```',
  '||<style>body{display:none}</style>||',
].join('\n\n');

/** Nothing that anybody writes is more than words on the page. */
export const attacks: readonly Check[] = [
  {
    name: 'attacks: markup of the model and of people stays words, and nothing outside is asked for',
    async run({ telegram, discord, stage, page, shot }) {
      stage.openai.script(() => `It begins.\n\n${hostile}\n\nIt ends.`);
      await telegram.ask(hostile, 'It ends.');
      await discord.open('general');
      await discord.ask(`@Parley ${hostile}`, 'It ends.');
      assert.equal(await page.evaluate('window.hit'), undefined);
      const links = page.locator('chat-window a');
      for (const link of await links.all())
        assert.match((await link.getAttribute('href')) ?? '', /^(?:https?|blob|data):|^\//);
      assert.equal(await page.locator('chat-window script, chat-window style').count(), 0);
      assert.ok((await telegram.answers('<script>').count()) > 0);
      await shot('attacks');
    },
  },
  {
    name: 'attacks: a long answer without a blank breaks nothing',
    async run({ telegram, stage, page, shot }) {
      stage.openai.script(() => `Begin ${'x'.repeat(3000)} end.`);
      await telegram.ask('a long word, please', /x{100}/);
      const wider = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      assert.equal(wider, false);
      await shot('long-word');
    },
  },
  {
    name: 'attacks: of a place with many messages the newest are drawn, and older ones as somebody reads up',
    async run({ telegram, stage }) {
      const { world } = stage.telegram;
      const club = [...world.rooms.values()].find(({ chat }) => chat.title === 'Book club')?.chat;
      const cleo = [...world.users.values()].find(({ first_name: name }) => name === 'Cleo');
      assert.ok(club && cleo);
      const pages = Array.from({ length: 150 }, (_, at) =>
        stage.telegram.say(club, cleo, `page ${at + 1} of the book`),
      );
      const [replyTo] = pages.slice(19);
      assert.ok(replyTo);
      stage.telegram.say(club, cleo, 'who wrote that?', { replyTo });
      await telegram.open('Book club');
      await telegram.rows.filter({ hasText: 'page 150 of' }).waitFor();
      assert.ok((await telegram.rows.count()) <= 100);
      const old = telegram.rows.filter({ hasText: 'page 20 of', hasNotText: 'who wrote' });
      assert.equal(await old.count(), 0);
      await telegram.rows.filter({ hasText: 'who wrote' }).locator('.tg-reply').click();
      await old.waitFor();
      await telegram.root.locator('.jump').click();
      stage.telegram.say(club, cleo, 'whoever it was');
      await old.waitFor({ state: 'detached' });
      await telegram.rows.first().focus();
      await telegram.rows.filter({ hasText: 'page 1 of' }).waitFor();
      await telegram.root.locator('.jump').click();
      stage.telegram.say(club, cleo, 'the end of the book');
      await telegram.rows.filter({ hasText: 'page 1 of' }).waitFor({ state: 'detached' });
    },
  },
  {
    name: 'attacks: two presses of the microphone record once, and what was begun in one place is sent to no other',
    async run({ telegram, page }) {
      const asked = await page.evaluateHandle(() => {
        const count = { asked: 0 };
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wanted) => {
          count.asked += 1;
          return ask(wanted);
        };
        return count;
      });
      await telegram.root.locator('button.voice').evaluate((button: HTMLButtonElement) => {
        button.click();
        button.click();
      });
      await telegram.root.locator('.recorder').waitFor();
      assert.equal(await asked.evaluate((count) => count.asked), 1);
      await telegram.open('Book club');
      await telegram.root.locator('.recorder').waitFor({ state: 'detached' });
      await telegram.field.waitFor();
      assert.equal(await telegram.root.locator('audio').count(), 0);
    },
  },
];
