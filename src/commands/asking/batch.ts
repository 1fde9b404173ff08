import { FileProblem } from '../../batch/files/problem.ts';
import type { BatchForm, BatchOrder, Button, Progress } from '../../ports/index.ts';
import { escapeMarkdown } from '../../util/text.ts';
import { gone } from '../answers/acted-on.ts';
import { type CommandContext, type CommandDefinition, numberOption, reply, stringOption } from '../command.ts';
import { menu, refusal } from '../menu.ts';
import { chosenModel, suggestModels, unknownModel } from '../settings/model.ts';

/** /batch: many prompts from one file, asked in the background. Its answer is that they are begun; the answers come as a file. */
export const batch: CommandDefinition = {
  spec: {
    name: 'batch',
    audience: 'everyone',
    costs: 'model',
    needs: 'batches',
    options: [
      { name: 'template', type: 'string', rest: true, maxLength: 6000 },
      { name: 'model', type: 'string', suggest: true, maxLength: 100 },
      { name: 'temperature', type: 'number', min: 0, max: 2 },
      { name: 'max_tokens', type: 'integer', min: 16, max: 1_000_000 },
      { name: 'when', type: 'string', choices: ['now', 'later'] },
    ],
    files: ['file'],
  },
  async *respond(context) {
    const { command, texts, turn } = context;
    try {
      const ordered = await order(context);
      if (typeof ordered === 'string') {
        yield* reply(ordered);
        return;
      }
      const { form, rows, model: name, when } = ordered;
      const about = texts('batch.begun', { count: rows.length, name: shownName(form), model: escapeMarkdown(name) });
      const how = texts(`batch.kind.${form.kind}`);
      const isInVain = when === 'now' && command.options['when'] === 'later';
      const then = texts(when === 'later' ? 'batch.tomorrow' : 'batch.soon');
      const acts = { batch: { act: 'begin', order: ordered } } as const;
      yield* menu(
        `${about} ${how}\n\n${isInVain ? `${texts('batch.later')} ` : ''}${then}`,
        [[stopButton(context, turn)]],
        acts,
      );
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      yield* reply(texts(error.key, error.values));
    }
  },
  suggest: async (context, _option, typed) => suggestModels(context, typed),
};

/** Shows a batch in the place of its bubble, stops it, or gives its answers. Its own buttons and the batch itself ask for it. */
export const batched: CommandDefinition = {
  spec: {
    name: 'batched',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    under: 'batch',
    menu: true,
    apart: true,
    options: [
      { name: 'stop', type: 'string' },
      { name: 'progress', type: 'string' },
      { name: 'result', type: 'string' },
    ],
  },
  async *respond(context) {
    const { command, batches, texts } = context;
    const [stop, result] = [stringOption(command, 'stop'), stringOption(command, 'result')];
    const id = stop ?? result ?? stringOption(command, 'progress') ?? '';
    const found = await batches.look(id);
    if (result !== undefined) yield* answers(context, id, found);
    else if (!found) yield* refusal(texts('batch.gone'), context);
    else if (stop !== undefined && !found.batch.ended)
      yield* menu(state(context, found, texts('stop.done')), [], { batch: { act: 'stop', id } });
    else yield* menu(state(context, found), found.batch.ended ? [] : [[stopButton(context, id)]]);
  },
};

type Looked = NonNullable<Awaited<ReturnType<CommandContext['batches']['look']>>>;

/** Reads what is asked for; a sentence where it cannot be done. Throws a FileProblem. */
async function order(context: CommandContext): Promise<BatchOrder | string> {
  const { command, texts, settings, models, batches, fileBytes, offers, language } = context;
  const thing = command.files?.['file'] ?? command.attachments?.[0] ?? command.quote?.attachments?.[0];
  if (batches.most === 0) return texts('batch.off');
  if (!thing) return texts('batch.how', { most: batches.most });
  if (!offers.lasting) return texts('batch.no_place');
  const wish = stringOption(command, 'model');
  const chosen = wish === undefined ? settings : chosenModel(settings, wish, models);
  if (!chosen) return unknownModel(context, wish ?? '');
  const { model: name, parameters } = context.effective(withParameters(context, chosen));
  // Other services have our own queue.
  const isLater = stringOption(command, 'when') === 'later' && (await batches.offersLater(name));
  const { MOST_BYTES, readPrompts } = await import('../../batch/files/read.ts');
  const bytes = await fileBytes(thing, MOST_BYTES);
  if ('reason' in bytes) return texts(`media.${bytes.reason}`);
  const template = stringOption(command, 'template');
  const file = await readPrompts(bytes, thing.name ?? 'prompts.txt', { template, most: batches.most });
  const given = { ...(template === undefined ? {} : { template }), ...(language === undefined ? {} : { language }) };
  return { ...file, ...given, model: name, parameters, when: isLater ? 'later' : 'now' };
}

/** Puts the parameters of this batch above the chat's. */
function withParameters({ command }: CommandContext, settings: CommandContext['settings']): CommandContext['settings'] {
  const temperature = numberOption(command, 'temperature');
  const maxOutputTokens = numberOption(command, 'max_tokens');
  const sampling = {
    ...settings.sampling,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
  return { ...settings, sampling };
}

/** Gives the answers there are as a file; without a word where the batch was taken away. */
async function* answers(
  { batches, files, texts }: CommandContext,
  id: string,
  found: Looked | undefined,
): AsyncGenerator<Progress> {
  const file = await batches.answers(id, files.bytes);
  if (!found || !file) {
    yield* gone();
    return;
  }
  const { answered, failed, open } = found;
  const text = texts(`batch.over.${found.batch.ended?.why ?? 'done'}`, { answered, failed, open });
  const batch = { act: 'delivered', id } as const;
  yield { type: 'end', end: { reason: 'complete', text, files: [file], captioned: true, events: [], batch } };
}

/** Sentence about how far a batch is. */
function state({ texts }: CommandContext, { batch: { form, model: name, lines }, done }: Looked, more = ''): string {
  const about = texts('batch.begun', { count: lines, name: shownName(form), model: escapeMarkdown(name) });
  const far = texts('batch.progress', { done, count: lines });
  return [`${about}\n\n${far}`, more].filter(Boolean).join(' ');
}

function shownName({ name }: BatchForm): string {
  return escapeMarkdown(name);
}

function stopButton({ texts }: CommandContext, id: string): Button {
  return { line: `batched stop=${id}`, label: texts('batch.stop'), style: 'danger' };
}
