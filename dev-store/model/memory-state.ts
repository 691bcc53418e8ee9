import type { DevShop, DocumentKind, Documents, ShopState } from './types';

/** What one `commit` has to write: the newest version of each touched document, null for a removed one. */
export interface Changes {
  shop: DevShop | null;
  documents: { kind: DocumentKind; id: number; document: Documents[DocumentKind] | null }[];
  nextId: number;
}

/** Writes changes in one transaction, or throws and has written nothing. */
export type Writer = (changes: Changes) => Promise<void>;

export interface StateContent {
  shop: DevShop;
  nextId: number;
  documents: Iterable<{ kind: DocumentKind; document: Documents[DocumentKind] }>;
}

/**
 * One shop's documents in Maps. Reads are synchronous; `commit` hands what changed to the writer. Commits run one after
 * the other, and those that wait meanwhile share the next write.
 */
export class MapState implements ShopState {
  private current: DevShop;
  private id: number;
  private readonly maps = new Map<DocumentKind, Map<number, Documents[DocumentKind]>>();
  private dirty = new Map<string, { kind: DocumentKind; id: number }>();
  private shopIsDirty = false;
  private running: Promise<void> | null = null;
  private waiting: Promise<void> | null = null;

  constructor(
    content: StateContent,
    private readonly write: Writer,
  ) {
    this.current = content.shop;
    this.id = content.nextId;
    for (const { kind, document } of content.documents) this.map(kind).set(document.id, document);
  }

  get shop(): DevShop {
    return this.current;
  }

  all<K extends DocumentKind>(kind: K): ReadonlyMap<number, Documents[K]> {
    return this.map(kind);
  }

  get<K extends DocumentKind>(kind: K, id: number): Documents[K] | undefined {
    return this.map(kind).get(id);
  }

  put<K extends DocumentKind>(kind: K, document: Documents[K]): void {
    this.map(kind).set(document.id, document);
    this.dirty.set(`${kind}/${document.id}`, { kind, id: document.id });
  }

  remove(kind: DocumentKind, id: number): void {
    if (this.map(kind).delete(id)) this.dirty.set(`${kind}/${id}`, { kind, id });
  }

  putShop(shop: DevShop): void {
    this.current = shop;
    this.shopIsDirty = true;
  }

  nextId(): number {
    return this.id++;
  }

  commit(): Promise<void> {
    if (this.waiting) return this.waiting;
    if (!this.running) return this.start();
    // A write is under way and may have missed what was put since: the next one takes it along.
    this.waiting = this.running
      .catch(() => undefined)
      .then(() => {
        this.waiting = null;
        return this.start();
      });
    return this.waiting;
  }

  private start(): Promise<void> {
    const run = this.flush().finally(() => {
      if (this.running === run) this.running = null;
    });
    this.running = run;
    return run;
  }

  private async flush(): Promise<void> {
    if (this.dirty.size === 0 && !this.shopIsDirty) return;
    const taken = this.dirty;
    const shop = this.shopIsDirty ? this.current : null;
    this.dirty = new Map();
    this.shopIsDirty = false;
    const documents = [...taken.values()].map(({ kind, id }) => ({
      kind,
      id,
      document: this.map(kind).get(id) ?? null,
    }));
    try {
      await this.write({ shop, documents, nextId: this.id });
    } catch (error) {
      // Nothing was written: what was taken is dirty again, beside what was put meanwhile.
      this.dirty = new Map([...taken, ...this.dirty]);
      this.shopIsDirty ||= shop !== null;
      throw error;
    }
  }

  private map<K extends DocumentKind>(kind: K): Map<number, Documents[K]> {
    let found = this.maps.get(kind);
    if (!found) {
      found = new Map<number, Documents[DocumentKind]>();
      this.maps.set(kind, found);
    }
    return found as Map<number, Documents[K]>;
  }
}

/** A shop that forgets when the process ends: for tests, and for building a seed. */
export function memoryState(shop: DevShop): ShopState {
  return new MapState({ shop, nextId: shop.id + 1, documents: [] }, () => Promise.resolve());
}
