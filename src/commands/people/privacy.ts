import type { Button, Progress } from '../../ports/index.ts';
import type { KindSum } from '../../privacy/kept.ts';
import { type CommandContext, type CommandDefinition, stringOption } from '../command.ts';
import { menu } from '../menu.ts';

/** /privacy: what is kept of the asker and for how long, for the asker alone. */
export const privacy: CommandDefinition = {
  spec: {
    name: 'privacy',
    audience: 'asker_always',
    menu: true,
    inName: true,
    apart: true,
    options: [
      { name: 'what', type: 'string', choices: ['export', 'forget'] },
      { name: 'confirm', type: 'boolean', internal: true },
    ],
  },
  async *respond(context) {
    const what = stringOption(context.command, 'what');
    yield* what === 'forget' ? forget(context) : what === 'export' ? given(context) : told(context);
  },
};

/** Lists what is kept, by kind. */
async function* told(context: CommandContext): AsyncGenerator<Progress> {
  const { command, texts, privacy } = context;
  const { retention: chosen = 0 } = context.settings;
  const { sums, granted } = await privacy.tell(command.actor.id);
  const text = [
    texts('privacy.title'),
    sums.map((sum) => `- ${line(sum, context)}`).join('\n') || texts('privacy.nothing'),
    ...(granted ? [texts('privacy.grants')] : []),
    ...(chosen > 0 ? [texts('privacy.here', { count: chosen })] : []),
    texts('privacy.where', { service: privacy.services.join(', ') }),
    texts(`privacy.quotes.${privacy.quotes}`),
  ];
  const retention = { line: 'settings open=retention', label: texts('privacy.retention') };
  const forgetting: Button = { line: 'privacy what=forget', label: texts('privacy.forget'), style: 'danger' };
  yield* menu(text.join('\n\n'), [
    [{ line: 'privacy what=export', label: texts('privacy.export') }, retention, forgetting],
  ]);
}

/** Gives who asks all that is kept of them, as a file. */
async function* given({ command, texts, privacy, files, meanwhile }: CommandContext): AsyncGenerator<Progress> {
  const person = command.actor.id;
  const { file, missing } = yield* meanwhile(privacy.export(person, files.bytes), texts('privacy.exporting'));
  const text = [
    texts(file ? 'privacy.exported' : 'privacy.export_large', { person }),
    ...(file && missing > 0 ? [texts('privacy.export_missing', { count: missing, person })] : []),
  ];
  const back = { line: 'privacy', label: texts('menu.back') };
  yield* menu(text.join('\n\n'), [[back]], file ? { files: [file] } : {});
}

/** Forgets who asks, once they have said so twice. Of this turn nothing is kept either. */
async function* forget(context: CommandContext): AsyncGenerator<Progress> {
  const { command, texts, meanwhile } = context;
  if (command.options['confirm'] !== true) {
    const yes: Button = { line: 'privacy what=forget confirm=true', label: texts('privacy.sure_yes'), style: 'danger' };
    yield* menu(texts('privacy.sure'), [[yes, { line: 'privacy', label: texts('menu.back') }]]);
    return;
  }
  const { items } = yield* meanwhile(context.forget(), texts('privacy.forgetting'));
  const text = texts('privacy.forgotten', { count: items });
  yield { type: 'end', end: { reason: 'complete', text, events: [], traceless: true } };
}

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
