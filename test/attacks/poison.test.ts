import { expect, it, onTestFinished } from 'vitest';
import { startBotProcess } from '../support/test-bot.ts';

/** Ends the process whenever the model is about to be asked about the poison. */
const deadly = `
  import { ClientRequest } from 'node:http';
  const end = ClientRequest.prototype.end;
  ClientRequest.prototype.end = function (body, ...others) {
    if (this.path.startsWith('/v1/') && String(body).includes('poison')) process.kill(process.pid, 'SIGKILL');
    return end.call(this, body, ...others);
  };`;

it('a message that kills the process ends in an error after three deaths, and the next is answered', async () => {
  const options = `--import data:text/javascript,${encodeURIComponent(deadly)}`;
  const bot = await startBotProcess({ NODE_OPTIONS: options, CONTEXT_TURNS: '1' }, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  telegram.say(chat, ann, 'poison');
  const answered = () => telegram.answers(chat).length > 0;
  let deaths = 0;
  while (!answered() && deaths < 20) {
    // It ends by itself, or goes on to the error.
    const ended = bot.ended();
    const what = await Promise.race([
      ended.then(() => 'dead'),
      telegram.waitFor(answered, 30_000).then(() => 'answered'),
    ]);
    if (what === 'answered') break;
    deaths += 1;
    bot.start();
  }
  expect(deaths).toBeGreaterThanOrEqual(3);
  expect(deaths).toBeLessThanOrEqual(5);
  expect(telegram.answers(chat)).toHaveLength(1);
  telegram.say(chat, ann, 'hello');
  await telegram.waitFor(() => telegram.answers(chat).length === 2, 20_000);
}, 240_000);
