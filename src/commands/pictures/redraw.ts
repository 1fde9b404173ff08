import type { KeptPicture } from '../../ports/index.ts';
import { type CommandDefinition, reply, stringOption } from '../command.ts';
import { draw, drawnOutOf, picturesActedOn } from './drawing.ts';

/** Draws pictures anew, by a button under them: the same request again, a variation, or the same picture larger. */
export const redraw: CommandDefinition = {
  spec: {
    name: 'redraw',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    under: 'image',
    costs: 'pictures',
    options: [
      { name: 'as', type: 'string', choices: ['again', 'variation', 'larger'] },
      { name: 'count', type: 'integer', pictures: true },
      { name: 'size', type: 'string', maxLength: 32 },
      { name: 'message', type: 'string' },
    ],
  },
  async *respond(context) {
    const before = await picturesActedOn(context);
    if (!before?.drawing) {
      yield* reply(context.texts('image.gone'));
      return;
    }
    const { mask, ...drawing } = before.drawing;
    const as = stringOption(context.command, 'as');
    const size = stringOption(context.command, 'size');
    if (as !== 'variation' && as !== 'larger') {
      const of = drawing.of?.map(shared);
      yield* draw(context, { ...drawing, ...(of ? { of } : {}), ...(mask ? { mask: shared(mask) } : {}) });
    } else
      yield* draw(context, {
        ...drawing,
        count: 1,
        as,
        ...drawnOutOf(before),
        ...(size === undefined ? {} : { size }),
      });
  },
};

/** A picture that stays with the exchange it was given in. */
function shared({ own: _, ...picture }: KeptPicture): KeptPicture {
  return picture;
}

/** Gives pictures as they were drawn, where the platform shows them smaller. */
export const original: CommandDefinition = {
  spec: {
    name: 'original',
    audience: 'everyone',
    hidden: true,
    internal: 'button',
    options: [{ name: 'message', type: 'string' }],
  },
  async *respond(context) {
    const before = await picturesActedOn(context);
    const files = await Promise.all(
      (before?.files ?? []).map(async ({ blob, mime, name }) => ({ mime, name, bytes: await context.blob(blob) })),
    );
    const documents = files.flatMap(({ bytes, ...file }) =>
      bytes ? [{ ...file, bytes, role: 'document' as const }] : [],
    );
    if (documents.length === 0) yield* reply(context.texts('image.gone'));
    else yield { type: 'end', end: { reason: 'complete', text: '', files: documents, captioned: true, events: [] } };
  },
};
