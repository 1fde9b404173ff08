/** Bot that a token belongs to, as its platform describes it to whoever has the token. */
export interface Introduction {
  /** Name that people find it by. */
  name: string;
  /** Address that somebody opens to write to it, or to let it into a place. */
  address: string;
  /** Act at that address, as an imperative. */
  purpose: string;
  hindrances: readonly Hindrance[];
}

/** Switch at a platform that stands against what the settings ask for. */
export interface Hindrance {
  /** One sentence in English. */
  message: string;
  /** The one thing to do about it, as an imperative sentence. */
  mend: string;
  /** Settings that do without it, by name. */
  without?: Readonly<Record<string, string>>;
}
