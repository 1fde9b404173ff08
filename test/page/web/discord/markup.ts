import { h, safeUrl } from '../dom.ts';
import { tokensOf } from '../highlight.ts';
import { copyButton } from './copy.ts';
import { styled } from './dates.ts';
import { icon } from './icons.ts';
import type { Node as Tree } from './markdown/tree.ts';
import { readMarkdown } from './markdown.ts';
import type { Scene } from './scene.ts';
import { hide } from './spoilers.ts';

/** Draws a text of Discord's Markdown. */
export function drawMarkdown(text: string, scene: Scene): Node[] {
  return drawTree(readMarkdown(text), scene);
}

/** Most emoji that are shown large, and most characters that they can have. */
const LARGE = 30;
const LARGE_LENGTH = 200;

/** Tells a text of a few emoji and nothing else: Discord shows these large. */
export function isOnlyEmoji(text: string): boolean {
  const bare = text.replace(/<a?:\w{1,64}:\d{1,20}>/g, '🙂').replace(/\s/g, '');
  if (bare.length >= LARGE_LENGTH) return false;
  // Read from one to the next: of a row of them one expression would try every way to cut it.
  const emoji = bare.match(/\p{RGI_Emoji}/gv) ?? [];
  return emoji.length > 0 && emoji.length <= LARGE && emoji.join('') === bare;
}

function drawTree(nodes: readonly Tree[], scene: Scene): Node[] {
  return nodes.map((node) => drawNode(node, scene));
}

const styles = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  quote: 'blockquote',
  subtext: 'small',
} as const;

const headings = ['h3', 'h4', 'h5'] as const;

function drawNode(node: Tree, scene: Scene): Node {
  switch (node.type) {
    case 'text':
      return document.createTextNode(node.text);
    case 'code':
      return h('code', { class: 'dc-code' }, node.text);
    case 'fence':
      return drawFence(node, scene);
    case 'heading':
      return h(headings[node.level - 1] ?? 'h5', { class: 'dc-heading' }, ...drawTree(node.children, scene));
    case 'list':
      return drawList(node, scene);
    case 'link':
      return drawLink(node, scene);
    case 'spoiler':
      return hide(h('span', {}, ...drawTree(node.children, scene)), 'text', scene);
    case 'emoji':
      return h('span', { class: 'dc-emoji', role: 'img', 'aria-label': `:${node.name}:` }, `:${node.name}:`);
    case 'time':
      return drawTime(node.at * 1000, node.style, scene);
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strike':
    case 'quote':
    case 'subtext':
      return h(styles[node.type], { class: `dc-${node.type}` }, ...drawTree(node.children, scene));
    default:
      return drawMention(node, scene);
  }
}

function drawFence({ text, language = '' }: Extract<Tree, { type: 'fence' }>, scene: Scene): HTMLElement {
  const words = tokensOf(text, language).map(({ kind, text: part }) =>
    kind === 'plain' ? new Text(part) : h('span', { class: `dc-${kind}` }, part),
  );
  return h('div', { class: 'dc-fence' }, h('pre', {}, h('code', {}, ...words)), copyButton(text, scene.say));
}

function drawList({ start, items }: Extract<Tree, { type: 'list' }>, scene: Scene): HTMLElement {
  const rows = items.map((nodes) => h('li', {}, ...drawTree(nodes, scene)));
  return start === undefined ? h('ul', { class: 'dc-list' }, ...rows) : h('ol', { class: 'dc-list', start }, ...rows);
}

function drawLink({ url, title, children }: Extract<Tree, { type: 'link' }>, scene: Scene): HTMLElement {
  const href = safeUrl(url);
  const inside = drawTree(children, scene);
  if (href === undefined) return h('span', {}, ...inside);
  return h(
    'a',
    { class: 'dc-link', href, title: title ?? url, target: '_blank', rel: 'noreferrer noopener' },
    ...inside,
  );
}

function drawTime(at: number, style: string, { context: { locale } }: Scene): HTMLElement {
  const time = { class: 'dc-time', datetime: new Date(at).toISOString(), title: styled(at, 'F', locale) };
  return h('time', time, styled(at, style, locale));
}

type Mention = Extract<Tree, { type: 'user' | 'channel' | 'role' | 'everyone' | 'command' | 'navigation' }>;

function drawMention(node: Mention, { names, say, context }: Scene): HTMLElement {
  const pill = (text: string, ...before: Node[]) => h('span', { class: 'dc-pill' }, ...before, text);
  switch (node.type) {
    case 'user':
      return pill(`@${names.user(node.id) ?? say('unknownUser')}`);
    case 'role':
      return pill(`@${say('unknownRole')}`);
    case 'everyone':
      return pill(`@${node.name}`);
    case 'navigation':
      return pill(say(node.to), icon('thread'));
    case 'command':
      return commandButton(node.name);
    case 'channel': {
      const place = names.place(node.id);
      if (!place) return pill(`#${say('unknownChannel')}`);
      const open = () => context.open(place.id);
      const sign = place.kind === 'thread' || place.kind === 'post' ? icon('thread') : '#';
      return h('button', { type: 'button', class: 'dc-pill', click: open }, sign, place.name);
    }
  }
}

/** Name of the event by which a command that is mentioned asks to be written. */
export const COMMAND_EVENT = 'discord-command';

function commandButton(name: string): HTMLElement {
  const click = ({ target }: Event) =>
    (target as Element).dispatchEvent(new CustomEvent(COMMAND_EVENT, { detail: name, bubbles: true }));
  return h('button', { type: 'button', class: 'dc-pill', click }, `/${name}`);
}

/** The words of a text in one line, without what is hidden in it. */
export function plainWords(text: string, scene: Scene): string {
  const words = (nodes: readonly Tree[]): string => nodes.map(wordsOf).join('');
  const wordsOf = (node: Tree): string => {
    if (node.type === 'spoiler') return '▇▇▇';
    if ('text' in node) return node.text;
    if ('children' in node) return words(node.children);
    if (node.type === 'list') return node.items.map(words).join(' ');
    return drawNode(node, scene).textContent ?? '';
  };
  return words(readMarkdown(text)).replace(/\s+/g, ' ').trim();
}
