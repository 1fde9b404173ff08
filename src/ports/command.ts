/** Commands as data. */

/**
 * Rank that a command or an option of it takes, in ascending order. `anybody`: who may speak at the place. `asker`: who
 * asked for what it is about; moderators and owners, too. `moderator`: who may take others' messages away at the place,
 * and everybody in a chat alone with the bot. `owner`: who runs the bot.
 */
export type Rank = 'anybody' | 'asker' | 'moderator' | 'owner';

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
  /** In the text form one of its choices may come first, without the option's name. */
  leads?: boolean;
  /** In the text form this option takes everything that follows. At most one, the text's last. */
  rest?: boolean;
  /** Suggests values while a person types (`CommandDefinition.suggest`). */
  suggest?: boolean;
  /** Only buttons fill it in: not registered, not described, not taken when typed. */
  internal?: boolean;
  /** Number of pictures that the answer has; one when not given. */
  pictures?: boolean;
  /** Keeps the command in the conversation's order when set, even if a menu's button filled the option in. */
  serialised?: boolean;
  /** Rank that its use takes; the command's when absent. */
  rank?: Rank;
  /** True if the value is the name of the option that it is about: then it takes that one's rank. */
  namesOption?: boolean;
}

/** A command as data: enough to register, parse and describe it. Its descriptions are in the locales. */
export interface CommandSpec {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  options: readonly CommandOption[];
  /**
   * Names of files that it takes beside its options, where people can give a command such; `[a-z0-9_]{1,32}`. Elsewhere files
   * come with the message, or with what it replies to.
   */
  files?: readonly string[];
  /** Rank that it takes; `anybody` when absent. */
  rank?: Rank;
  /**
   * Audience of the answer. `everyone`: everybody in the chat. `asker`: the asker only, where the platform can do that
   * at this place. `asker_always`: the asker only, even if the answer has to go to another place. The option `private`
   * means `asker`.
   */
  audience: 'everyone' | 'asker' | 'asker_always';
  /** Name of the option that is shown above the answer where the platform shows only the command's name. */
  shownOption?: string;
  /** Option that says how many of the place's latest messages come along as `material`, where the platform gives them. */
  latest?: string;
  /** Not listed in the platform's menu (e.g. /start). */
  hidden?: boolean;
  /** Also offered on a message's own menu, where the platform has such; the message comes as `quote`. */
  onMessage?: {
    /** Name of the option a form asks for first. */
    form?: string;
    /** Brings the messages written after it along as `material`. */
    includesLaterMessages?: boolean;
  };
  /**
   * Not listed and not taken when typed. Made by a `button`, by the `edit` of a message that was answered, or by a button
   * that asks for a `reply`.
   */
  internal?: 'button' | 'edit' | 'reply';
  /**
   * Option that holds a question in the person's own words: intake makes a question of the command, as if the option had
   * been the message. An option `model` names the model it is for.
   */
  asks?: string;
  /**
   * Cost of an answer; nothing when absent. `pictures`: each picture counts as a request. What costs is limited alike,
   * however it came: typed, pressed or edited.
   */
  costs?: 'model' | 'pictures';
  /** Thing that it needs: where there is none, the command is not offered, and says so when it is typed. */
  needs?: 'speech' | 'batches';
  /** `now`: applied as it arrives, past the queue. In its turn when absent. */
  acts?: 'now';
  /**
   * Effect on an earlier turn. `revise`: another answer in its place. `renew`: the same, and typed, it is shown below all
   * else. `remove`: the turn goes.
   */
  effect?: 'revise' | 'renew' | 'remove';
  /**
   * Option that is filled in by a plain reply to pictures which the command drew. Unless it asks something, the reply is then
   * the command, at its cost and rank.
   */
  onDrawn?: string;
  /** Words that somebody passes on beside the command are what it is about, as if it replied to them. */
  takesForward?: boolean;
  /**
   * In a reply, the command acts on the question or answer replied to, in that one's conversation. `asker`: only for the
   * person who asked it. `anybody`: the command checks rights itself.
   */
  actsOnReply?: 'asker' | 'anybody';
  /**
   * Answers with a menu: its buttons say this command again, which then takes the menu's place, past the queue unless it
   * costs.
   */
  menu?: boolean;
  /** Answers everybody, even people whom the gate refuses. */
  public?: boolean;
  /** The core itself says it, when it is due, and owes it to whoever is told: no right and no limit is asked about. */
  owed?: boolean;
  /** Is about no conversation: it neither waits for one, nor holds one up, and is never part of a shared one. So is each public one. */
  apart?: boolean;
  /** Name of the command whose rules hold for it: it does the same by a button. */
  under?: string;
  /** Speaks in the asker's name: nobody else may, of whatever rank. */
  inName?: boolean;
  /** Decides who may use the others: nobody takes it from those who may. */
  governs?: boolean;
}

/** A spec with what people read about it, by locale (BCP 47; `en` always present). */
export interface CommandDescription {
  spec: CommandSpec;
  description: Readonly<Record<string, string>>;
  /** By the name of an option or a file, then locale. */
  options: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name on a message's menu, by locale. Absent where the menu does not offer the command. */
  onMessage?: Readonly<Record<string, string>>;
}
