import type { Leave } from '../../conversation/conversations.ts';
import { shownAnswer } from '../../conversation/exchange.ts';
import type { Button, Exchange } from '../../ports/index.ts';
import { escapeMarkdown } from '../../util/text.ts';
import type { CommandContext } from '../command.ts';

/** Lines and buttons about leave for tools that change something. */

/** Names the call of an exchange that somebody has to allow. */
export function waitingIn(exchange: Exchange, { texts, now }: Pick<CommandContext, 'texts' | 'now'>): string[] {
  const { pending } = shownAnswer(exchange) ?? {};
  const isOpen = pending && !pending.decided && pending.expires > now;
  return isOpen ? [texts('approve.waiting', { title: escapeMarkdown(pending.title) })] : [];
}

/** Says which tools run without asking. */
export function leavesLine({ texts, locales, language, now }: CommandContext, leaves: readonly Leave[]): string[] {
  if (leaves.length === 0) return [];
  const list = leaves.map(({ title, at }) =>
    texts('approve.leave', { title: escapeMarkdown(title), ago: locales.ago(now - at, language) }),
  );
  return [texts('approve.leaves', { list: list.join(' · ') })];
}

export function revokeButton({ texts }: Pick<CommandContext, 'texts'>, leaves: readonly Leave[]): Button[] {
  return leaves.length > 0 ? [{ line: 'context revoke=all', label: texts('approve.revoke') }] : [];
}
