import type { Progress } from '../ports/index.ts';
import { escapeMarkdown, headline } from '../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, reply, stringOption } from './command.ts';
import { asTyped } from './problem.ts';

/** /image: pictures from a description, with the description as caption. */
export const image: CommandDefinition = {
  spec: {
    name: 'image',
    audience: 'everyone',
    costs: 'pictures',
    options: [
      { name: 'prompt', type: 'string', required: true, rest: true, maxLength: 6000 },
      // What sizes and qualities there are depends on the model, and how many on the price: checked with a sentence of its own.
      { name: 'size', type: 'string', maxLength: 32 },
      { name: 'quality', type: 'string', maxLength: 32 },
      { name: 'count', type: 'integer', pictures: true },
      { name: 'private', type: 'boolean' },
    ],
    files: ['picture', 'picture2', 'mask'],
  },
  asks: (_, texts) => ({ title: texts('image.ask'), label: texts('command.image.prompt') }),
  async *respond(context) {
    const request = requestOf(context);
    const problem = context.models.imageProblem(request);
    if (problem) {
      const { key, values } = problem;
      yield* reply(
        context.texts(key, { ...values, ...('value' in values ? { value: asTyped(values['value']) } : {}) }),
      );
      return;
    }
    yield* generateImages(context, request);
  },
};

type Request = Parameters<CommandContext['generateImages']>[0];

function requestOf({ command }: CommandContext): Request {
  const size = stringOption(command, 'size')?.toLowerCase().replace(/[×*]/, 'x');
  const quality = stringOption(command, 'quality')?.toLowerCase();
  return {
    prompt: stringOption(command, 'prompt') ?? '',
    count: numberOption(command, 'count') ?? 1,
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality }),
  };
}

async function* generateImages(context: CommandContext, request: Request): AsyncGenerator<Progress> {
  const caption = escapeMarkdown(request.prompt);
  yield {
    type: 'text',
    text: context.texts('image.painting', { prompt: escapeMarkdown(headline(request.prompt, 200)) }),
  };
  try {
    const { pictures, usage } = await context.generateImages(request);
    yield {
      type: 'end',
      end: {
        reason: 'complete',
        text: caption,
        pictures,
        events: [],
        model: context.models.image,
        ...(usage ? { usage } : {}),
      },
    };
  } catch (error) {
    yield { type: 'end', end: { ...context.failure(error), text: '', events: [] } };
  }
}
