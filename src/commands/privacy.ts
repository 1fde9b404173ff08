import type { KindSum } from '../privacy/kept.ts';
import type { CommandContext, CommandDefinition } from './command.ts';
import { menu } from './menu.ts';

/** /privacy: what is kept of the asker and for how long, for the asker alone. */
export const privacy: CommandDefinition = {
  spec: {
    name: 'privacy',
    audience: 'asker_always',
    menu: true,
    inName: true,
    options: [],
  },
  async *respond(context) {
    const { command, texts, privacy } = context;
    const { sums, granted } = await privacy.tell(command.actor.id);
    const text = [
      texts('privacy.title'),
      sums.map((sum) => `- ${line(sum, context)}`).join('\n') || texts('privacy.nothing'),
      ...(granted ? [texts('privacy.grants')] : []),
      texts('privacy.where', { service: privacy.services.join(', ') }),
      texts('privacy.quotes.stay'),
    ];
    yield* menu(text.join('\n\n'), []);
  },
};

function line({ kind, count, bytes, oldest, days }: KindSum, context: CommandContext): string {
  const { texts, locales, now, language, privacy } = context;
  const kept = days ?? privacy.retentionDays;
  return texts('privacy.line', {
    kind: texts(`privacy.kind.${kind}`),
    count,
    size: sizeOf(bytes),
    ago: locales.ago(Math.max(0, now - oldest), language),
    age: kept === 0 ? texts('privacy.until_deleted') : texts('privacy.days', { count: kept }),
  });
}

/** A number of bytes as people read it. */
function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
