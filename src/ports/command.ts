/** Commands as data. */

export interface CommandOption {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean';
  required?: boolean;
  /** Required, except in a reply: the message replied to stands for the option. */
  acceptsReply?: boolean;
  choices?: readonly string[];
  min?: number;
  max?: number;
  /** Most characters of a string. */
  maxLength?: number;
  /** In the text form this option takes everything that follows. At most one, the text's last. */
  rest?: boolean;
  /** Suggests values while a person types (`CommandDefinition.suggest`). */
  suggest?: boolean;
  /** Only buttons fill it in: not registered, not described, not taken when typed. */
  internal?: boolean;
  /** Keeps the command in the conversation's order when set, even if a menu's button filled the option in. */
  serialised?: boolean;
}

/** A command as data: enough to register, parse and describe it. Its descriptions are in the locales. */
export interface CommandSpec {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  options: readonly CommandOption[];
  /**
   * Audience of the answer. `chat`: everybody. `asker`: the asker only, where the platform can do that at this place.
   * `alone`: the asker only, even if the answer has to go to another place. The option `private` means `asker`.
   */
  visibility: 'asker' | 'chat' | 'alone';
  /** Name of the option that is shown above the answer where the platform shows only the command's name. */
  shownOption?: string;
  /** Not listed in the platform's menu (e.g. /start). */
  hidden?: boolean;
  /** Also offered on a message's own menu, where the platform has such; the message comes as `quote`. */
  onMessage?: {
    /** Name of the option a form asks for first. */
    form?: string;
    /** Brings the messages written after it along as `material`. */
    includesLaterMessages?: boolean;
  };
  /** Only buttons and gestures use it: not listed, not taken when typed. */
  internal?: boolean;
  /**
   * In a reply, the command acts on the question or answer replied to, in that one's conversation. `asker`: only for the
   * person who asked it. `anybody`: the command checks rights itself.
   */
  actsOnReply?: 'asker' | 'anybody';
  /** Typed, it answers at the bottom: an edit of its message does not bring the answer into an earlier one's place. */
  answersAtBottom?: boolean;
  /** Answers everybody, even people whom the gate refuses. */
  public?: boolean;
}

/** A spec with what people read about it, by locale (BCP 47; `en` always present). */
export interface CommandDescription {
  spec: CommandSpec;
  description: Readonly<Record<string, string>>;
  /** By option name, then locale. */
  options: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name on a message's menu, by locale. Absent where the menu does not offer the command. */
  onMessage?: Readonly<Record<string, string>>;
}
