import type { Message } from 'grammy/types';
import { hueOf } from '../avatar.ts';
import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { icon } from './icons.ts';
import { kindText } from './kinds.ts';
import { authorOf, originName, userName } from './names.ts';
import type { Scene } from './scene.ts';
import { drawLine } from './words.ts';

/** What stands above the words: who wrote it, who else sees it, where it comes from, what it replies to. */
export function drawAbove(scene: Scene, named: boolean): (HTMLElement | false | undefined)[] {
  return [drawName(scene, named), drawAlone(scene), drawForward(scene), drawReply(scene)];
}

function drawName(scene: Scene, named: boolean): HTMLElement | undefined {
  const { via_bot: via, forward_origin: forwarded } = scene.message;
  const name = named && h('span', { class: 'tg-author' }, authorOf(scene.message).name);
  const by =
    via && !forwarded && h('span', { class: 'tg-via' }, `${scene.say('via')} @${via.username ?? via.first_name}`);
  return name || by ? h('div', { class: by ? 'tg-name tg-name-via' : 'tg-name' }, name, by) : undefined;
}

function drawAlone({ item, message, context, say }: Scene): HTMLElement | undefined {
  if (item.alone === undefined) return undefined;
  const receiver = message.receiver_user;
  const mine = item.alone === context.me.id || !receiver;
  const words = mine ? say('onlyYou') : say('onlyOne', { name: userName(receiver) });
  return h('div', { class: 'tg-only' }, icon('eye'), h('span', {}, words));
}

function drawForward({ message, say }: Scene): HTMLElement | undefined {
  const origin = message.forward_origin;
  if (!origin) return undefined;
  const name = originName(origin);
  const [before = '', behind = ''] = say('forwarded', { name: '\0' }).split('\0');
  return h('div', { class: 'tg-forward' }, before, h('strong', {}, name), behind);
}

/** A message of a topic that replies to nothing carries the topic's first message as its reply. */
function repliedTo({ reply_to_message: reply, message_thread_id: thread, is_topic_message: inTopic }: Message) {
  return inTopic && reply && (reply.forum_topic_created || reply.message_id === thread) ? undefined : reply;
}

function drawReply(scene: Scene): HTMLElement | undefined {
  const { message } = scene;
  const reply = repliedTo(message);
  const external = message.external_reply;
  if (!reply && !external) return undefined;
  const author = reply ? authorOf(reply) : { id: 0, name: external ? originName(external.origin) : '' };
  const text = message.quote?.text ?? reply?.text ?? reply?.caption;
  const entities = message.quote ? message.quote.entities : (reply?.entities ?? reply?.caption_entities);
  const kind = kindText(reply ?? external ?? {}, scene.say);
  const line = text ? drawLine(text, entities) : [kind];
  const hue = hueOf(`telegram:${author.id}`);
  const photo = (reply ?? external)?.photo?.[0];
  const picture = photo && h('img', { src: fileUrl('telegram', photo.file_id), alt: '', class: 'tg-thumb' });
  const words = h(
    'span',
    { class: 'tg-reply-words' },
    h('span', { class: 'tg-author' }, author.name),
    h('span', { class: 'tg-reply-text' }, ...line),
  );
  const quoted = message.quote && icon('quote');
  const button = h(
    'button',
    { type: 'button', class: 'tg-reply', 'data-hue': hue },
    h('span', { class: 'unseen' }, scene.say('jump')),
    picture,
    words,
    quoted,
  );
  button.addEventListener('click', () => reply && jump(scene, reply.message_id));
  return button;
}

/** Shows the message that was replied to, and where it is. */
function jump({ context, item }: Scene, id: number): void {
  const found = context.world.items.find(
    (other) => other.platform === 'telegram' && other.place === item.place && other.message.message_id === id,
  );
  const row = found && context.show(found);
  if (!row) return;
  row.classList.remove('tg-shown');
  void row.offsetWidth;
  row.classList.add('tg-shown');
}
