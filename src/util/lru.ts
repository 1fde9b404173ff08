/** A Map that forgets what was least recently used once it holds more than `most` entries. */
export class LruCache<V, K = string> {
  readonly #entries = new Map<K, V>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** The value, which counts as a use. */
  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Stores a value; the result is the key of the entry that had to go for it, if any. */
  set(key: K, value: V): K | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
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
