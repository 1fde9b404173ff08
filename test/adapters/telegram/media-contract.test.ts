import type { Chat } from 'grammy/types';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import { toEvents } from '../../../adapters/telegram/inbound.ts';
import { readUpdate } from '../../../adapters/telegram/update.ts';
import type { Attachment } from '../../../src/ports/index.ts';
import { mediaContract, type ShownFile } from '../../contracts/media.ts';
import { flatOf } from '../../events.ts';
import type { Call } from '../../simulator/server.ts';
import { type Seen, startTelegram } from '../../simulator/telegram/index.ts';
import { harness } from './harness.ts';

const isFetch = ({ path }: Call) => path.startsWith('/file/');

mediaContract('Telegram', async () => {
  const telegram = await startTelegram();
  const ada = telegram.user({ first_name: 'Ada' });
  const home = telegram.privateChat(ada);
  let fetches = 0;
  let file = '';
  telegram.rule({
    match(call) {
      if (isFetch(call)) fetches += 1;
      return false;
    },
  });
  let mend = () => {};

  function chatThatTakes(takes: 'all' | 'no voice' | 'words'): Chat {
    if (takes !== 'words') {
      telegram.forbidVoices(home, takes === 'no voice');
      return home;
    }
    const group = telegram.group({ title: 'Lab' });
    telegram.join(group, ada);
    telegram.allow(group, { messages: true, photos: false }, 'everybody');
    return group;
  }

  return {
    surface: harness(telegram).adapter.surface,
    async send({ bytes, mime, name }) {
      const { document } = telegram.say(home, ada, '', { document: { bytes, mime, name } });
      file = document?.file_id ?? '';
      const update = readUpdate(structuredClone(telegram.pending().at(-1)));
      const { id, username } = telegram.bot;
      const events = toEvents(
        update ? [update] : [],
        { self: { id, username }, commands: new Set() },
        { now: 0, live: true },
      );
      return flatOf(events, 'message')[0]?.attachments[0] as Attachment;
    },
    lose: () => telegram.loseFile(file),
    breakFetches(how) {
      mend();
      mend = telegram.rule({ match: isFetch, ...how });
    },
    fetches: () => fetches,
    chat: (takes) => encodeTarget({ chat: chatThatTakes(takes).id }, undefined, takes === 'words'),
    shown: ({ address }) => telegram.messages({ id: Number(address['chat']) }).flatMap((seen) => shownFile(seen) ?? []),
    close: () => telegram.close(),
  };
});

function shownFile({ mine, text, photos, voice, audio, file }: Seen): ShownFile | undefined {
  if (!mine) return undefined;
  if (voice !== undefined) return { form: 'voice', text, length: voice };
  if (audio !== undefined) return { form: 'audio', text, length: audio };
  if (file !== undefined) return { form: 'document', text, name: file };
  return photos > 0 ? { form: 'picture', text } : undefined;
}
