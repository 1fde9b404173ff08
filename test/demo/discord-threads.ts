import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { Chat, Utterance } from './chat.ts';
import { type Run, run } from './text.ts';

/**
 * A channel whose questions are answered in threads, and the newest of these: what is said is a question in the channel, what
 * is said to the room goes into the thread.
 *
 * @param chatIn opens the chat of the channel, or of a thread there
 */
export function threaded(discord: Discord, where: SimChannel, label: Run, chatIn: (channel: SimChannel) => Chat): Chat {
  const channel = chatIn(where);
  let thread: { at: SimChannel; chat: Chat } | undefined;

  /** A line of Discord's own about a thread, once the bot has called for it and been heard. */
  function told(verb: string, path: string, words: string, id: string): Utterance[] {
    const call = discord.calls.find((each) => each.method === verb && each.path.endsWith(path) && each.status < 300);
    const name = call?.body instanceof Object && 'name' in call.body ? String(call.body.name) : '';
    const runs = [run(words, 'dim'), run(name)];
    return call ? [{ id, chat: channel.id, label, name: 'Parley', mine: false, runs, buttons: [] }] : [];
  }

  function inThread(): Utterance[] {
    if (!thread) return [];
    const { at, chat } = thread;
    return [
      ...told('POST', `/messages/${at.id}/threads`, 'opens a thread: ', `${chat.id}:opened`),
      ...chat.utterances(),
      ...told('PATCH', `/channels/${at.id}`, 'calls the thread: ', `${chat.id}:named`),
    ];
  }

  return {
    ...channel,
    get id() {
      return (thread?.chat ?? channel).id;
    },
    say(text) {
      channel.say(text);
      const question = discord.messages(where).at(-1);
      if (!question || text.startsWith('/')) return;
      // Discord gives a thread the id of the message it is opened on.
      const at: SimChannel = { ...where, id: question.id, type: 11, parent: where.id };
      thread = { at, chat: chatIn(at) };
    },
    speak: (text) => (thread?.chat ?? channel).speak(text),
    utterances: () => [...channel.utterances(), ...inThread()],
  };
}
