import type { SmtpOptions } from '~/mail/smtp.server';
import type { MailTransport } from '~/mail/transport.server';

interface Pool {
  transport: MailTransport;
  /** messages under way: it is not closed before they are done */
  busy: number;
  leaving: boolean;
}

/** Shops with a mail server of their own that have pools open at once, in one process. */
const MOST_POOLS = 50;

/**
 * Open connections to shops' own mail servers, at most so many pools: the one that was used longest ago makes room. Settings that
 * changed get a new pool, since their key is another one.
 */
export class MailServers {
  /** in the order of their last use */
  private readonly pools = new Map<string, Pool>();

  constructor(
    /** a connection of its own, which the caller closes */
    readonly connect: (options: SmtpOptions) => MailTransport,
    private readonly most: number = MOST_POOLS,
  ) {}

  /** The pool of that key, if it is open. */
  find(key: string): MailTransport | null {
    const pool = this.pools.get(key);
    if (!pool) return null;
    this.pools.delete(key);
    this.pools.set(key, pool);
    return guarded(pool);
  }

  /** @param key names server and settings: the same key, the same pool */
  pool(key: string, options: SmtpOptions): MailTransport {
    const open = this.pools.get(key);
    const pool = open ?? { transport: this.connect(options), busy: 0, leaving: false };
    this.pools.delete(key);
    this.pools.set(key, pool);
    for (const [oldest, other] of this.pools) {
      if (this.pools.size <= this.most) break;
      this.pools.delete(oldest);
      retire(other);
    }
    return guarded(pool);
  }

  get size(): number {
    return this.pools.size;
  }

  close(): void {
    for (const pool of this.pools.values()) pool.transport.close();
    this.pools.clear();
  }
}

/** Counts what is under way. */
function guarded(pool: Pool): MailTransport {
  return {
    isDown: () => pool.transport.isDown?.() ?? false,
    async send(mail) {
      pool.busy += 1;
      try {
        return await pool.transport.send(mail);
      } finally {
        pool.busy -= 1;
        if (pool.leaving) retire(pool);
      }
    },
    close: () => retire(pool),
  };
}

function retire(pool: Pool): void {
  pool.leaving = true;
  if (pool.busy === 0) pool.transport.close();
}
