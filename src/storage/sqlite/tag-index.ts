/** Open turns by their tags, oldest first under each. */
export class TagIndex<T extends { readonly id: number }> {
  readonly #turns = new Map<string, T[]>();

  add(turn: T, tags: readonly string[]): void {
    for (const tag of tags) {
      const turns = this.#turns.get(tag);
      if (!turns) this.#turns.set(tag, [turn]);
      else if (!turns.includes(turn)) turns.splice(turns.findLastIndex(({ id }) => id < turn.id) + 1, 0, turn);
    }
  }

  remove(turn: T, tags: readonly string[]): void {
    for (const tag of tags) {
      const rest = this.#turns.get(tag)?.filter((each) => each !== turn) ?? [];
      if (rest.length > 0) this.#turns.set(tag, rest);
      else this.#turns.delete(tag);
    }
  }

  of(tag: string): readonly T[] {
    return this.#turns.get(tag) ?? [];
  }
}
