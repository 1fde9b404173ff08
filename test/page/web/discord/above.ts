import type { DiscordMessage, DiscordUser } from '../../discord-message.ts';
import { h } from '../dom.ts';
import { drawFace, hueOf } from './face.ts';
import { icon } from './icons.ts';
import { plainWords } from './markup.ts';
import { nameOf, type Scene } from './scene.ts';

/** What stands above a message: what it replies to, or the command that it answers. */

/** Most of a message that is quoted above a reply, characters; the line is cut where it ends. */
const MOST = 200;

const REPLY = 19;

export function drawAbove(scene: Scene): HTMLElement | undefined {
  const { message } = scene;
  const { interaction_metadata: by, interaction, referenced_message: target, type } = message;
  if (interaction ?? by?.name)
    return drawUse(interaction?.user ?? by?.user, interaction?.name ?? by?.name ?? '', scene);
  if (target) return drawReply(target, scene);
  if (type === REPLY || target === null)
    return h('div', { class: 'dc-above dc-gone' }, h('i', {}, scene.say('replyGone')));
  return undefined;
}

function drawReply(target: DiscordMessage, scene: Scene): HTMLElement {
  const { say } = scene;
  const name = nameOf(target.author);
  const words = previewOf(target, scene);
  const attributes = { type: 'button', class: 'dc-quoted', 'aria-label': say('replyTo', { name, text: words }) };
  const line = h('button', attributes, words, target.edited_timestamp !== null && h('span', {}, ` ${say('edited')}`));
  line.addEventListener('click', () => jump(target, scene));
  const author = h('span', { class: 'dc-name', 'data-hue': hueOf(target.author) }, name);
  return h(
    'div',
    { class: 'dc-above' },
    drawFace(target.author, 'small'),
    target.author.bot && appTag(scene),
    author,
    line,
  );
}

function previewOf({ content, embeds, components, message_snapshots: passedOn }: DiscordMessage, scene: Scene): string {
  const inside = components.flatMap(({ content: text = '', components: inner = [] }) => [
    text,
    ...inner.map((one) => one.content ?? ''),
  ]);
  const texts = [content, passedOn?.[0]?.message.content, embeds[0]?.title, embeds[0]?.description, ...inside];
  const text = texts.find((one) => one !== undefined && one.trim() !== '');
  return text === undefined ? scene.say('replyEmpty') : plainWords(text.slice(0, MOST * 2), scene).slice(0, MOST);
}

/** Brings a message into sight, and the focus to it. */
function jump({ id }: DiscordMessage, { context, item }: Scene): void {
  const found = context.world.items.find(
    (one) => one.platform === 'discord' && one.place === item.place && one.message.id === id,
  );
  if (found) context.show(found);
}

function drawUse(user: DiscordUser | undefined, name: string, scene: Scene): HTMLElement | undefined {
  if (!user) return undefined;
  const { say, context } = scene;
  const menu = context.world.commands.some(
    (one) => one.platform === 'discord' && one.kind === 'message' && one.name === name,
  );
  const command = menu ? name : `/${name}`;
  const [before = '', between = '', after = ''] = say('used', { name: '\0', command: '\0' })
    .split('\0')
    .map((part) => part.trim());
  return h(
    'div',
    { class: 'dc-above dc-use' },
    drawFace(user, 'small'),
    before,
    h('span', { class: 'dc-name', 'data-hue': hueOf(user) }, nameOf(user)),
    between,
    h('span', { class: 'dc-command' }, icon('command'), command),
    after,
  );
}

/** Sign beside the name of an app. */
export function appTag({ say }: Scene): HTMLElement {
  return h('span', { class: 'dc-app' }, say('app'));
}
