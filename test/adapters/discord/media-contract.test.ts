import { expect } from 'vitest';
import { addressOf } from '../../../adapters/discord/ids.ts';
import type { Attachment } from '../../../src/ports/index.ts';
import { mediaContract, type ShownFile } from '../../contracts/media.ts';
import { flatOf } from '../../events.ts';
import type { SimChannel, SimMessage } from '../../simulator/discord/index.ts';
import type { Call } from '../../simulator/server.ts';
import { inServer, messageTarget } from './setup.ts';

const isFetch = ({ path }: Call) => path.startsWith('/attachments/');

mediaContract('Discord', async () => {
  const { server, channel, surface, received } = await inServer();
  const ada = server.user({ username: 'ada' });
  const places = new Map<string, SimChannel>();
  let fetches = 0;
  let last: SimMessage | undefined;
  server.rule({
    match(call) {
      if (isFetch(call)) fetches += 1;
      return false;
    },
  });
  let mend = () => {};
  return {
    surface,
    async send({ bytes, mime, name }) {
      const attachments = [{ filename: name, contentType: mime, data: bytes }];
      const before = received.length;
      last = server.say(channel, ada, `<@${server.bot.id}> look`, { attachments });
      await expect.poll(() => received.length, { timeout: 5000, interval: 5 }).toBe(before + 1);
      return flatOf(received, 'message').at(-1)?.attachments[0] as Attachment;
    },
    lose: () => server.erase(last ?? { id: '' }),
    breakFetches(how) {
      mend();
      mend = server.rule({ match: isFetch, ...how });
    },
    fetches: () => fetches,
    chat(takes) {
      const made = takes === 'all' ? channel : server.channel(server.guild({ name: takes }), { name: takes });
      made.voices = takes === 'all';
      made.attach = takes !== 'words';
      places.set(made.id, made);
      return messageTarget(made);
    },
    shown(target) {
      const place = places.get(addressOf(target).channel);
      const mine = place ? server.messages(place).filter(({ author }) => author.id === server.bot.id) : [];
      return mine.flatMap(shownFiles);
    },
    close: async () => undefined,
  };
});

function shownFiles({ content, flags, attachments }: SimMessage): ShownFile[] {
  return attachments.map(({ filename, content_type: type, duration_secs: length }) => {
    if ((flags & 8192) !== 0) return { form: 'voice', text: content, ...(length === undefined ? {} : { length }) };
    // What is no voice message is the file itself, which clients show as they can.
    return { form: type.startsWith('audio/') ? 'audio' : 'document', text: content, name: filename };
  });
}
