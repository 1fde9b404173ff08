interface Entry<V, K> {
  readonly key: K;
  value: V;
  weight: number;
  older: Entry<V, K> | undefined;
  newer: Entry<V, K> | undefined;
}

/**
 * A Map that forgets what was least recently used once its values weigh more than `most`; each weighs one where nothing else is said.
 * The order is a list of its own. The first entry of a Map is found only by passing all that were deleted before it.
 */
export class LruCache<V, K = string> {
  readonly #entries = new Map<K, Entry<V, K>>();
  readonly #most: number;
  readonly #weightOf: (value: V) => number;
  #weight = 0;
  #oldest: Entry<V, K> | undefined;
  #newest: Entry<V, K> | undefined;

  constructor(most: number, weightOf: (value: V) => number = () => 1) {
    this.#most = most;
    this.#weightOf = weightOf;
  }

  /** The value, which counts as a use. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#use(entry);
    return entry.value;
  }

  /** Stores a value; the result is the key of the first entry that had to go for it, if any. */
  set(key: K, value: V): K | undefined {
    this.delete(key);
    const weight = this.#weightOf(value);
    const entry = { key, value, weight, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#weight += weight;
    this.#append(entry);
    const gone = this.#weight > this.#most ? this.#oldest?.key : undefined;
    while (this.#oldest && this.#weight > this.#most) this.delete(this.#oldest.key);
    return gone;
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    this.#unlink(entry);
  }

  clear(): void {
    for (const key of this.keys()) this.delete(key);
  }

  /** All keys, the least recently used first. */
  keys(): K[] {
    const keys: K[] = [];
    for (let entry = this.#oldest; entry; entry = entry.newer) keys.push(entry.key);
    return keys;
  }

  #use(entry: Entry<V, K>): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  #append(entry: Entry<V, K>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  #unlink({ older, newer }: Entry<V, K>): void {
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
  }
}
