/** An everyday thing that people ask for. */
export interface Topic {
  asked: RegExp;
  /** Answers: the first to who asks for it first, the next to who asks again. `{to}` is `, Ann` where a name is known. */
  says: readonly string[];
}
