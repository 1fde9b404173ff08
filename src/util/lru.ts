/**
 * A Map that forgets what was least recently used once it holds more than `most` entries. What is among the newer half is
 * not moved by a use: moving costs ten times what reading does.
 */
export class LruCache<V, K = string> {
  readonly #entries = new Map<K, { value: V; at: number }>();
  readonly #most: number;
  /** Number of entries put at the end so far. */
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The value, which counts as a use. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#count - entry.at >= this.#most >> 1) this.set(key, entry.value);
    return entry.value;
  }

  /** Stores a value; the result is the key of the entry that had to go for it, if any. */
  set(key: K, value: V): K | undefined {
    this.#entries.delete(key);
    this.#count += 1;
    this.#entries.set(key, { value, at: this.#count });
    if (this.#entries.size <= this.#most) return undefined;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
    return oldest;
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  /** All keys, the least recently used first. */
  keys(): K[] {
    return [...this.#entries.keys()];
  }
}
