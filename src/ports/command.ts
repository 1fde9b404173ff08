/** Commands as data. */

export interface CommandOption {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean';
  required?: boolean;
  /** Though required, a reply needs none: what it replies to stands for it. */
  orReply?: boolean;
  choices?: readonly string[];
  min?: number;
  max?: number;
  /** Most characters of a string. */
  maxLength?: number;
  /** In the text form this option takes everything that follows. At most one, the text's last. */
  rest?: boolean;
  /** Its values are suggested while they are typed (`CommandDefinition.suggest`). */
  suggest?: boolean;
  /** Only buttons fill it in: not registered, not described, not taken when typed. */
  internal?: boolean;
  /** Given, it decides what the next question goes on with: by a menu's button, too, it keeps the conversation's order. */
  ordered?: boolean;
}

/** A command as data: what registers it, parses it and describes it. Its descriptions are in the locales. */
export interface CommandSpec {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  options: readonly CommandOption[];
  /**
   * Who sees the answer: everybody; the asker, where the platform can do that at this place; the asker `alone`, wherever
   * that takes the answer. An option `private` set to true makes it the asker in either case.
   */
  visibility: 'asker' | 'chat' | 'alone';
  /** Name of the option that is shown above the answer where the platform shows only the command's name. */
  echo?: string;
  /** Not listed in the platform's menu (e.g. /start). */
  hidden?: boolean;
  /** Also offered on a message's own menu, where the platform has such; the message comes as `quote`. */
  onMessage?: {
    /** Name of the option a form asks for first. */
    form?: string;
    /** What was written after the message comes along as `material`. */
    since?: boolean;
  };
  /** Only buttons and gestures use it: not listed, not taken when typed. */
  internal?: boolean;
  /**
   * As a reply it is about the question or answer that is replied to, and belongs to that one's conversation: to whoever
   * asked it, or to `anybody`, where the command itself looks at their rights.
   */
  follows?: 'asker' | 'anybody';
  /** Everybody may use it, whom the gate refuses as well. */
  open?: boolean;
}

/** A spec with what people read about it, by locale (BCP 47; `en` always present). */
export interface CommandDescription {
  spec: CommandSpec;
  description: Readonly<Record<string, string>>;
  /** By option name, then locale. */
  options: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What it is called on a message's menu, by locale; where it is offered there. */
  onMessage?: Readonly<Record<string, string>>;
}
