import type { Pool } from 'pg';
import PostalMime from 'postal-mime';

export interface MailSummary {
  id: number;
  /** ISO instant by the dev store's clock */
  receivedAt: string;
  /** address of the From header, or of the envelope when there is none */
  from: string;
  /** envelope recipients */
  to: string[];
  subject: string;
  /** with angle brackets */
  messageId: string | null;
}

export interface Mail extends MailSummary {
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  raw: string;
}

export interface MailQuery {
  /** part of an address or subject; "" finds all */
  search: string;
  limit: number;
  offset: number;
}

type Envelope = Omit<MailSummary, 'id' | 'receivedAt'>;

/** What the SMTP server received, raw as it came, newest first. */
export class MailStore {
  constructor(private readonly pool: Pool) {}

  /** @param envelope what MAIL FROM and RCPT TO said */
  async add(raw: Buffer, envelope: { from: string; to: string[] }, receivedAt: string): Promise<number> {
    const parsed = await PostalMime.parse(raw);
    const summary: Envelope = {
      from: parsed.from?.address ?? envelope.from,
      to: envelope.to,
      subject: parsed.subject ?? '',
      messageId: parsed.messageId ?? null,
    };
    const { rows } = await this.pool.query<{ id: string }>(
      'INSERT INTO dev_store.mail (received_at, envelope, raw) VALUES ($1, $2::jsonb, $3) RETURNING id',
      [receivedAt, JSON.stringify(summary), raw],
    );
    return Number(rows[0]?.id);
  }

  async list({ search, limit, offset }: MailQuery): Promise<{ mails: MailSummary[]; total: number }> {
    const { rows } = await this.pool.query<Row & { total: string }>(
      `SELECT id, received_at, envelope, count(*) OVER () AS total FROM dev_store.mail
       WHERE $1 = '' OR position(lower($1) IN lower(concat_ws(' ', envelope->>'from', envelope->>'to', envelope->>'subject'))) > 0
       ORDER BY id DESC LIMIT $2 OFFSET $3`,
      [search, limit, offset],
    );
    return { mails: rows.map(summaryOf), total: Number(rows[0]?.total ?? 0) };
  }

  async get(id: number): Promise<Mail | undefined> {
    const { rows } = await this.pool.query<Row & { raw: Buffer }>(
      'SELECT id, received_at, envelope, raw FROM dev_store.mail WHERE id = $1',
      [id],
    );
    const row = rows[0];
    if (!row) return undefined;
    const parsed = await PostalMime.parse(row.raw);
    return {
      ...summaryOf(row),
      html: parsed.html ?? null,
      text: parsed.text ?? null,
      headers: parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
      raw: row.raw.toString('utf8'),
    };
  }

  async clear(): Promise<void> {
    await this.pool.query('DELETE FROM dev_store.mail');
  }
}

interface Row {
  id: string;
  received_at: Date;
  envelope: Envelope;
}

const summaryOf = (row: Row): MailSummary => ({
  id: Number(row.id),
  receivedAt: row.received_at.toISOString(),
  ...row.envelope,
});
