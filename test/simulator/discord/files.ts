/** Files and stickers, as the stand-in keeps them and as people send them. */

export interface SimAttachment {
  id: string;
  /** Name in letters that any address may hold. */
  filename: string;
  /** The name itself, without its ending, where that holds others. */
  title?: string;
  content_type: string;
  size: number;
  /** Bytes; a small file of the kind when absent. */
  data?: Buffer;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Of sound and videos. */
  duration_secs?: number;
  /** Of voice messages, in base64. */
  waveform?: string;
  /** Given to a command: no message shows it. */
  ephemeral?: true;
}

/** A file that somebody sends; a small one of its kind where it brings no bytes. */
export interface SimFile {
  filename: string;
  contentType: string;
  voice?: boolean;
  data?: Buffer;
  /** Bytes, as they are told, where that is not true. */
  size?: number;
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
}

export interface SimSticker {
  name: string;
  /** 1 PNG, 2 APNG, 3 Lottie, 4 GIF. */
  format: 1 | 2 | 3 | 4;
}
