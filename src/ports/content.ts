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

/** A button under a bubble, as a platform is given it. */
export interface Control {
  /** Name of the exchange and of the entry that a press asks for; at most 64 bytes. */
  data: string;
  /** A word or two, in the asker's language. */
  label: string;
  /** Warns of what the button takes away; plain when absent. */
  style?: 'danger';
}

/** Rows of buttons. */
export type Controls = readonly (readonly Control[])[];

/** A form with one line, whose text comes back as the `input` of a press of `data`. */
export interface Form {
  data: string;
  /** Thing that is asked for, in a word or two. */
  title: string;
  /** Explanation of what may be written. */
  label: string;
}

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
