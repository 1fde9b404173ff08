/** Discord's messages, as far as the page reads them. */

export interface DiscordUser {
  id: string;
  username: string;
  global_name?: string | null;
  bot?: boolean;
}

/** What the page reads of Discord's message object. */
export interface DiscordMessage {
  id: string;
  type: number;
  author: DiscordUser;
  content: string;
  /** ISO 8601 */
  timestamp: string;
  edited_timestamp: string | null;
  flags: number;
  mentions: readonly DiscordUser[];
  attachments: readonly {
    id: string;
    filename: string;
    size: number;
    url: string;
    content_type?: string;
    width?: number;
    height?: number;
    description?: string;
    /** Seconds; only voice messages have it. */
    duration_secs?: number;
    /** Base64; one byte a bar. */
    waveform?: string;
  }[];
  embeds: readonly {
    title?: string;
    description?: string;
    url?: string;
    author?: { name: string };
    fields?: readonly { name: string; value: string; inline?: boolean }[];
    footer?: { text: string };
    /** 24 bits of red, green and blue. */
    color?: number;
  }[];
  poll?: {
    question: { text?: string };
    answers: readonly { answer_id: number; poll_media: { text?: string } }[];
    allow_multiselect: boolean;
    results?: { answer_counts: readonly { id: number; count: number }[] };
  };
  sticker_items?: readonly { name: string }[];
  components: readonly DiscordComponent[];
  /** What a reply answers to; null where that is gone. */
  referenced_message?: DiscordMessage | null;
  message_snapshots?: readonly { message: DiscordMessage }[];
  /** Of an answer to a command: who used it. */
  interaction_metadata?: { name?: string; user: DiscordUser };
  interaction?: { name: string; user: DiscordUser };
}

/** Rows of buttons, and layouts: containers, texts, sections, galleries, files, separators. */
export interface DiscordComponent {
  type: number;
  components?: readonly DiscordComponent[];
  custom_id?: string;
  label?: string;
  style?: number;
  disabled?: boolean;
  url?: string;
  emoji?: { name: string; id?: string };
  content?: string;
  /** Of a list to choose from. */
  placeholder?: string;
  options?: readonly { label: string; value: string; default?: boolean }[];
  /** Of a section: a button or a picture beside the texts. */
  accessory?: DiscordComponent;
  /** Of a picture, of a gallery, of a file: `attachment://name`, or the address of an attachment. */
  media?: { url: string };
  items?: readonly { media: { url: string }; description?: string; spoiler?: boolean }[];
  file?: { url: string };
  description?: string;
  spoiler?: boolean;
  /** Of a container: 24 bits of red, green and blue. */
  accent_color?: number | null;
  /** Of a separator. */
  divider?: boolean;
  spacing?: number;
}
