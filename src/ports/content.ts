import * as v from 'valibot';

/** Contents of a bubble. */

/** Text in the form a surface's own renderer makes; `entities` are the platform's formatting ranges, if it has such. */
export interface Rendered {
  text: string;
  entities?: readonly object[];
}

/** A file to send. Its bytes are only ever in memory. */
export interface OutgoingFile {
  bytes: Uint8Array;
  /** Media type, e.g. `image/png`, `audio/ogg` (with Opus), `text/markdown`. */
  mime: string;
  /** File name with an extension. */
  name: string;
  /**
   * Form in which it is shown. `voice`: a voice message, which has a bubble of its own. `audio`: in a player. `document`: as it
   * is, to be kept. Absent: a picture as a picture, all else as a document. One bubble has files of one form.
   */
  role?: 'voice' | 'audio' | 'document';
  /** Length of sound, ms. */
  durationMs?: number;
  /** Loudness of a voice from its beginning to its end: 1 to 256 samples of 0 to 255. */
  waveform?: Uint8Array;
}

/** File of an answer, among the blobs of its conversation. */
export const keptFileSchema = v.object({
  blob: v.string(),
  mime: v.string(),
  name: v.string(),
  /** As in OutgoingFile, like what follows. */
  role: v.exactOptional(v.picklist(['voice', 'audio', 'document'])),
  durationMs: v.exactOptional(v.number()),
  /** Base64. */
  waveform: v.exactOptional(v.string()),
});

export type KeptFile = v.InferOutput<typeof keptFileSchema>;

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

/** Field of a form, whose text becomes an option of a command. */
export interface Field {
  /** Name of that option. */
  option: string;
  /** Thing that is asked for, in a word or two. */
  title: string;
  /** Explanation of what may be written, in a line. */
  label?: string;
  /** Text that stands in it to begin with. */
  value?: string;
  /** Has room for several lines. */
  long?: true;
  /** May be left empty. */
  optional?: true;
  /** Most characters of it, where the option has such a bound. */
  maxLength?: number;
  /** Left empty, it counts as not filled in: the text that it has is too long to stand in it. */
  keeps?: true;
}

/** A form, whose texts come back as the `input` of a press of `data`. */
export interface Form {
  data: string;
  title: string;
  /** At most five. */
  fields: readonly Field[];
}

/**
 * Content of one bubble. With files, `rendered` is their caption. An edit without `controls` removes the buttons.
 */
export interface Content {
  rendered: Rendered;
  files?: readonly OutgoingFile[];
  controls?: Controls;
  /**
   * Mention of a person who is called, in the platform's form. It is the operator's word, or the adapter's own (`Surface.mentionOf`):
   * nobody else's.
   */
  mention?: string;
  /** Place of the mention: behind the text when absent. */
  mentioned?: 'first';
  /** Shows the mention, and rings for nobody: it may have rung before. */
  quietly?: true;
  /** Asks the person to reply to this bubble. */
  form?: boolean;
}
