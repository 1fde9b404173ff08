/** Examination of an installation: somebody looks at what there is, and changes nothing. */

/** Result of a look, for whoever runs the bot. */
export interface Finding {
  /** `note`: good to know. `warning`: something does not work as it could. `error`: something prevents work. */
  state: 'ok' | 'note' | 'warning' | 'error';
  /** One sentence in English. It holds no secret and nothing that somebody said. */
  message: string;
  /** The one thing to do about it, as an imperative. */
  mend?: string;
}

/** One look, with a name of its own. */
export interface Check {
  /** Room and thing, e.g. `storage.disk`. */
  name: string;
  /** Looks. The signal fires when its time is over. A Fault that it rejects with is a finding, too. */
  run(signal: AbortSignal): Promise<Examined>;
  /** Time limit where it needs one of its own, ms. */
  limitMs?: number;
}

export interface Examined {
  findings: readonly Finding[];
  /** Checks that only now make sense, such as those of what a token opens. */
  next?: readonly Check[];
}

/** Facts about an installation that every adapter's checks go by. */
export interface Installation {
  /** A bot runs on its database now. */
  running: boolean;
  /** Places of the platform that are known, those used last first. */
  places: readonly KnownPlace[];
}

export interface KnownPlace {
  /** As in `Place.chat`, or of a whole server as in `Place.scopes`. */
  id: string;
  /** The operator allows it. */
  allowed: boolean;
  /** Choices that were made there need messages that are not meant for the bot. */
  needsAll: boolean;
}
