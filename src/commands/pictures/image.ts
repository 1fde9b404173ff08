import { problemWith } from '../../answering/pictures/paint.ts';
import type { Drawing } from '../../ports/index.ts';
import { type CommandContext, type CommandDefinition, numberOption, reply, stringOption } from '../command.ts';
import { draw, painting, picturesActedOn, undrawn } from './drawing.ts';
import { gatherSources, givesPictures, MASK } from './sources.ts';

/**
 * /image: pictures from a description, with the description as caption. Where there are pictures already, the description says what
 * is to change in them: beside it, in what it replies to, or above its button. So does a plain reply to pictures that were drawn.
 */
export const image: CommandDefinition = {
  spec: {
    name: 'image',
    audience: 'everyone',
    costs: 'pictures',
    onDrawn: 'prompt',
    options: [
      { name: 'prompt', type: 'string', required: true, rest: true, maxLength: 6000 },
      // What sizes and qualities there are depends on the model, and how many on the price: checked with a sentence of its own.
      { name: 'size', type: 'string', maxLength: 32 },
      { name: 'quality', type: 'string', maxLength: 32 },
      { name: 'count', type: 'integer', pictures: true },
      { name: 'format', type: 'string', choices: ['png', 'jpeg', 'webp'] },
      { name: 'background', type: 'string', choices: ['transparent', 'opaque', 'auto'] },
      { name: 'message', type: 'string', internal: true },
      { name: 'private', type: 'boolean' },
    ],
    files: ['picture', 'picture2', 'picture3', 'picture4', MASK],
  },
  asks: ({ message }, texts) =>
    message === undefined
      ? { title: texts('image.ask'), fields: [{ option: 'prompt', title: texts('command.image.prompt') }] }
      : { title: texts('image.change'), fields: [{ option: 'prompt', title: texts('image.change_what') }] },
  async *respond(context) {
    const { command, texts } = context;
    const before = await picturesActedOn(context);
    const drawing = drawingOf(context);
    const isGone = before === undefined && command.options['message'] !== undefined;
    // Before anything is fetched.
    const wrong = isGone ? texts('image.gone') : problemWith(context, drawing);
    if (wrong !== undefined) {
      yield* reply(wrong);
      return;
    }
    if (givesPictures(context)) yield painting(context, drawing);
    const { refusal, ...sources } = await gatherSources(context, before);
    const asked = { ...drawing, ...sources };
    if (refusal === undefined) yield* draw(context, asked);
    else yield* undrawn(asked, { reason: 'complete', text: refusal });
  },
};

function drawingOf({ command, persona }: CommandContext): Drawing {
  const size = stringOption(command, 'size')?.toLowerCase().replace(/[×*]/, 'x');
  const quality = stringOption(command, 'quality')?.toLowerCase();
  const { format, background } = command.options;
  return {
    prompt: stringOption(command, 'prompt') ?? '',
    count: numberOption(command, 'count') ?? 1,
    ...(persona?.image_style === undefined ? {} : { style: persona.image_style }),
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality }),
    ...(format === 'png' || format === 'jpeg' || format === 'webp' ? { format } : {}),
    ...(background === 'transparent' || background === 'opaque' || background === 'auto' ? { background } : {}),
  };
}
