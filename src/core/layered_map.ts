/** Changes kept beside the shared map; one more, and both are put together in a new one. */
const MOST_CHANGES = 32;

/**
 * A map that never changes: `with` gives another one, which shares all but its latest changes. A change
 * costs those, where a copied Map costs all that it holds. Its order is a Map's.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly size: number;
  // Not #private: what compares two accounts must see in.
  private readonly base: ReadonlyMap<K, V>;
  private readonly changes: ReadonlyMap<K, V>;
  /** Both together, once somebody has looked at all of it. */
  #whole: ReadonlyMap<K, V> | null = null;

  private constructor(base: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V>, size: number) {
    this.base = base;
    this.changes = changes;
    this.size = size;
  }

  /** A map of these. */
  static of<K, V>(entries: Iterable<readonly [K, V]> = []): LayeredMap<K, V> {
    const base = new Map(entries);
    return new LayeredMap<K, V>(base, new Map(), base.size);
  }

  get(key: K): V | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.base.get(key);
  }

  has(key: K): boolean {
    return this.changes.has(key) || this.base.has(key);
  }

  /** The value of the key that was put in first; undefined in a map of nothing. */
  first(): V | undefined {
    const [key] = this.base.size > 0 ? this.base.keys() : this.changes.keys();
    return key === undefined ? undefined : this.get(key);
  }

  /** The same with `value` at `key`. */
  with(key: K, value: V): LayeredMap<K, V> {
    const changes = new Map(this.changes).set(key, value);
    if (changes.size > MOST_CHANGES) return LayeredMap.of([...this.base, ...changes]);
    return new LayeredMap(this.base, changes, this.size + (this.has(key) ? 0 : 1));
  }

  /** Those entries that `keeps` is true of. */
  filter(keeps: (value: V, key: K) => boolean): LayeredMap<K, V> {
    return LayeredMap.of([...this].filter(([key, value]) => keeps(value, key)));
  }

  entries(): MapIterator<[K, V]> {
    return this.whole().entries();
  }

  keys(): MapIterator<K> {
    return this.whole().keys();
  }

  values(): MapIterator<V> {
    return this.whole().values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(told: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) told(value, key, this);
  }

  private whole(): ReadonlyMap<K, V> {
    if (this.changes.size === 0) return this.base;
    return this.#whole ??= new Map([...this.base, ...this.changes]);
  }
}
