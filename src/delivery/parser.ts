import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfm } from 'micromark-extension-gfm';

// Without it `**重要：**请看` shows its asterisks: CommonMark wants a space there, which Chinese and Japanese do not write.
const extensions = [gfm(), cjkFriendlyExtension()];
const mdastExtensions = [gfmFromMarkdown()];

/** Parses Markdown. Its time and its depth are not bounded: see parseMarkdown. */
export function parse(source: string): Root {
  return fromMarkdown(source, { extensions, mdastExtensions });
}
