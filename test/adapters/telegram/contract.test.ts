import type { Message } from 'grammy/types';
import { telegramRenderer } from '../../../adapters/telegram/format.ts';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import { rendererContract } from '../../contracts/renderer.ts';
import { type Refused, surfaceContract } from '../../contracts/surface.ts';
import { isMethod, startTelegram } from '../../simulator/telegram/index.ts';
import { harness } from './harness.ts';

const makes = isMethod('sendMessage', 'sendPhoto', 'sendMediaGroup');
const writes = (call: Parameters<typeof makes>[0]) =>
  makes(call) || isMethod('editMessageText', 'editMessageCaption', 'editMessageMedia', 'deleteMessage')(call);

const refusals: Record<Refused, object> = {
  rate_limited: {
    error_code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  },
  server: { error_code: 500, description: 'Internal Server Error' },
  unauthorized: { error_code: 401, description: 'Unauthorized' },
  forbidden: { error_code: 403, description: 'Forbidden: bot was blocked by the user' },
  rejected: { error_code: 400, description: 'Bad Request: text is strange' },
  gone: { error_code: 400, description: 'Bad Request: message to edit not found' },
};

surfaceContract('Telegram', { adopts: false, moves: true, drafts: true, sleeps: false }, async () => {
  const telegram = await startTelegram();
  const ada = telegram.user({ first_name: 'Ada' });
  const group = telegram.basicGroup({ title: 'Lab' });
  telegram.join(group, ada);
  let calls = 0;
  telegram.rule({
    match(call) {
      if (writes(call)) calls += 1;
      return false;
    },
  });
  const shownIn = (chat: { id: number }) =>
    telegram.messages(chat).flatMap(({ mine, id, text, photos, replyTo, buttons, editCount }) => {
      const labels = buttons.map((row) => row.map((button) => button.text));
      const reply = replyTo === undefined ? undefined : String(replyTo);
      return mine
        ? [{ id: String(id), text, pictures: photos, replyTo: reply, buttons: labels, edits: editCount }]
        : [];
    });
  return {
    surface: harness(telegram).adapter.surface,
    ask: () => encodeTarget({ chat: group.id }, telegram.say(group, ada, 'hi').message_id, true),
    shown: () => shownIn(group),
    erase: (id) => telegram.erase({ chat: group, message_id: Number(id) } as Message),
    calls: () => calls,
    refuse(kind) {
      const error = refusals[kind];
      const status = 'error_code' in error ? Number(error.error_code) : 400;
      telegram.rule({ match: makes, times: 1, reply: { status, body: { ok: false, ...error } } });
    },
    lose: (when) => void telegram.rule({ match: makes, times: 1, drop: when }),
    hang: () => void telegram.rule({ match: makes, times: 1, hang: true }),
    move() {
      const next = telegram.migrate(group, ada);
      return { to: String(next.id), shown: () => shownIn(next) };
    },
    askForDraft() {
      const chat = telegram.privateChat(ada);
      const target = encodeTarget({ chat: chat.id }, telegram.say(chat, ada, 'hi').message_id, false);
      return { target, shown: () => shownIn(chat) };
    },
    close: () => telegram.close(),
  };
});

rendererContract('Telegram', telegramRenderer, 64);
