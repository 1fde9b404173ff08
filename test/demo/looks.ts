import type { MessageEntity } from 'grammy/types';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { type Look, type Marked, mark, type Run, runsOf, sheet } from './text.ts';

/** Messages as the apps would show them, as far as a terminal can. */

const entityLooks: Readonly<Record<string, Look>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
  code: 'code',
  pre: 'code',
  blockquote: 'quote',
  expandable_blockquote: 'quote',
  spoiler: 'dim',
  text_link: 'underline',
  url: 'underline',
  mention: 'telegram',
  bot_command: 'telegram',
};

/** A Telegram text with its entities. */
export function telegramRuns(text: string, entities: readonly MessageEntity[]): Run[] {
  const marked = sheet(text);
  for (const { type, offset, length } of entities) {
    const look = entityLooks[type];
    if (look) mark(marked, offset, offset + length, look);
  }
  return runsOf(text, marked);
}

const nodeLooks: Readonly<Record<string, Look>> = {
  strong: 'bold',
  heading: 'bold',
  emphasis: 'italic',
  inlineCode: 'code',
  code: 'code',
  blockquote: 'quote',
  link: 'underline',
};

/** A Discord text: its Markdown is applied, and its signs are taken out. */
export function discordRuns(source: string): Run[] {
  const marked = sheet(source);
  read(fromMarkdown(source), source, marked);
  for (const { index, 0: mention } of source.matchAll(/@Parley\b/g))
    mark(marked, index, index + mention.length, 'discord');
  for (const { index, 0: line, 1: sign = '' } of source.matchAll(/^(-# \u2063?).*$/gm)) {
    hide(marked, index, index + sign.length);
    mark(marked, index, index + line.length, 'dim');
  }
  return runsOf(source, marked);
}

function read(node: Nodes, source: string, marked: Marked): void {
  const [from, to] = rangeOf(node);
  const look = nodeLooks[node.type];
  if (look) mark(marked, from, to, look);
  if (node.type === 'strong' || node.type === 'emphasis' || node.type === 'heading' || node.type === 'link') {
    const [inner] = rangeOf(node.children[0] ?? node);
    const [, end] = rangeOf(node.children.at(-1) ?? node);
    hide(marked, from, inner);
    hide(marked, end, to);
  }
  if (node.type === 'inlineCode') {
    const at = source.indexOf(node.value, from);
    if (at >= 0) {
      hide(marked, from, at);
      hide(marked, at + node.value.length, to);
    }
  }
  if (node.type === 'code') hideFences(source, from, to, marked);
  if (node.type === 'text') hideEscapes(source, from, to, marked);
  if ('children' in node) for (const child of node.children) read(child, source, marked);
}

function rangeOf({ position }: Nodes): [number, number] {
  return [position?.start.offset ?? 0, position?.end.offset ?? 0];
}

function hide({ hidden }: Marked, from: number, to: number): void {
  hidden.fill(true, from, to);
}

/** The lines with the fences go, their line breaks too. */
function hideFences(source: string, from: number, to: number, marked: Marked): void {
  if (!/^(?:```|~~~)/.test(source.slice(from))) return;
  const open = source.indexOf('\n', from);
  const close = source.lastIndexOf('\n', to - 1);
  if (open < 0 || open >= to) return;
  hide(marked, from, open + 1);
  if (close > open && /^\s*(?:```|~~~)/.test(source.slice(close + 1, to))) hide(marked, close, to);
}

function hideEscapes(source: string, from: number, to: number, { hidden }: Marked): void {
  for (let at = from; at < to - 1; at += 1) {
    if (source[at] !== '\\' || !/[!-/:-@[-`{-~]/.test(source[at + 1] ?? '')) continue;
    hidden[at] = true;
    at += 1;
  }
}
