import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createI18n, type AdminLocale } from './i18n';
import { reasonText } from './reason-text';

const say = (reason: string | null, state: string | null = null, locale: AdminLocale = 'en') =>
  reasonText(createI18n(locale), { reason, state });

/** The reasons of the table "Life of a message" in docs/messages.md. */
const page = readFileSync(new URL('../../docs/messages.md', import.meta.url), 'utf8');
const [, table = ''] = /^\| reason +\|[^\n]*\n((?:\|[^\n]*\n)+)/m.exec(page) ?? [];
const documented = [...table.matchAll(/^\|([^|]*)\|/gm)]
  .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
  .map(([, reason = '']) => reason);

describe('a reason in words', () => {
  it.each([...documented, 'uninstalled'])('says %s to a merchant in both languages', (reason) => {
    expect(documented.length).toBeGreaterThan(30);
    for (const locale of ['en', 'de'] as const) expect(say(reason, 'suppressed', locale)).not.toBe(reason);
  });

  it.each([
    [null, '–'],
    ['order-cancelled', 'Order was cancelled'],
    ['rejected: 550 no such mailbox', 'Refused by the mail server (550 no such mailbox)'],
    ['smtp ECONNECTION', 'The mail server could not be reached, is tried again (ECONNECTION)'],
    ['a word of tomorrow', 'a word of tomorrow'],
  ])('%s: %s', (reason, text) => expect(say(reason)).toBe(text));

  it('never says that a parked message is tried again', () => {
    expect(say('smtp ECONNECTION', 'uncertain')).toBe(
      'The connection broke before the mail server confirmed the message',
    );
    expect(say('process-died', 'uncertain', 'de')).toBe(
      'Die App wurde unterbrochen, bevor der Mailserver die Nachricht bestätigt hat',
    );
    expect(say('process-died', 'planned')).toBe('Interrupted, is tried again');
  });

  it('says what a dismissed message was, in words too', () => {
    expect(say('dismissed: uncertain, smtp ECONNECTION', 'suppressed')).toBe(
      'Dismissed (Uncertain: The connection broke before the mail server confirmed the message)',
    );
    expect(say('dismissed: failed, template-error: line 3', 'suppressed', 'de')).toBe(
      'Verworfen (Fehlgeschlagen: Der Text hat einen Fehler (line 3))',
    );
    expect(say('dismissed: failed', 'suppressed')).toBe('Dismissed (Failed)');
    expect(say('dismissed: something else', 'suppressed')).toBe('Dismissed (something else)');
  });
});
