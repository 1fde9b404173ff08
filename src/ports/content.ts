import * as v from 'valibot';

/** Contents of a bubble. */

/** Text in the form a surface's own renderer makes; `entities` are the platform's formatting ranges, if it has such. */
export interface Rendered {
  text: string;
  entities?: readonly object[];
}

/** A file to send: a picture, or the text of an answer that has too many parts. Its bytes are only ever in memory. */
export interface OutgoingFile {
  bytes: Uint8Array;
  /** `image/png`, `image/jpeg`, `image/webp` or `text/markdown`. */
  mime: string;
  /** File name with an extension. */
  name: string;
}

/** A button under a bubble. */
export const buttonSchema = v.object({
  /**
   * A command as it is typed, without its slash (`retry turn=k3`); at most 64 bytes. One that begins with `?` opens a form
   * with one line, whose text becomes the command's free text.
   */
  data: v.string(),
  /** A word or two, in the asker's language. */
  label: v.string(),
  /** Warns of what the button takes away; plain when absent. */
  style: v.exactOptional(v.literal('danger')),
});

export type Button = v.InferOutput<typeof buttonSchema>;

/** Rows of buttons. */
export type Controls = readonly (readonly Button[])[];

/**
 * Content of one bubble. With files, `rendered` is their caption. An edit without `controls` removes the buttons.
 */
export interface Content {
  rendered: Rendered;
  files?: readonly OutgoingFile[];
  controls?: Controls;
  /** Asks the person to reply to this bubble. */
  form?: boolean;
}
