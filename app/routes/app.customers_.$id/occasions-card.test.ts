import { AppProvider } from '@shopify/polaris';
import polarisEnglish from '@shopify/polaris/locales/en.json';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { shopFormat } from '~/components/format';
import { createI18n, type AdminLocale } from '~/components/i18n';
import { defaultProgram } from '~/loyalty/program';
import type { Birthday } from './birthday.server';
import { OccasionsCard } from './occasions-card';
import { nextOccasions, occasionChapters, type OccasionMessage } from './story-occasions';

const base = defaultProgram({ name: 'One', email: 'hello@one.example' });
const program = {
  ...base,
  thankYou: { ...base.thankYou, milestoneOrders: [2, 5] },
  greetings: {
    ...base.greetings,
    roundDates: { ...base.greetings.roundDates, enabled: true, days: [1_000, 2_000], years: [] },
  },
};
const format = { currency: 'EUR', timeZone: 'Europe/Berlin' };

const order = (orderId: string, number: number | null, day: string) => ({
  orderId,
  number,
  name: `#${orderId}`,
  processedAt: `${day}T23:30:00Z`,
});

const message = (rule: string, subjectKey: string, more: Partial<OccasionMessage> = {}): OccasionMessage => ({
  id: subjectKey,
  rule,
  subjectKey,
  variant: null,
  kind: 'promotional',
  state: 'sent',
  reason: null,
  orderName: null,
  occasion: null,
  at: '2026-11-20T08:00:00Z',
  ...more,
});

const story = {
  // Berlin is an hour ahead: the day after
  orders: [order('1', 1, '2023-11-21'), order('2', null, '2024-01-01'), order('3', 2, '2024-03-09')],
  messages: [
    message('birthday', 'occasion:birthday:2026:c', {
      state: 'suppressed',
      reason: 'no-consent',
      at: '2026-05-17T07:00:00Z',
    }),
    message('round-date', 'occasion:days:1000:c', { at: '2026-08-18T07:00:00Z' }),
    message('thank-you', 'order:1', { kind: 'service' }),
  ],
  firstDate: '2023-11-22',
  earlierHidden: false,
  program,
  timeZone: 'Europe/Berlin',
  today: '2026-11-22',
};

describe('chapters of a story', () => {
  it('are round orders, round dates and birthdays, the newest first, each with what was sent', () => {
    expect(occasionChapters(story)).toEqual([
      {
        occasion: 'days:1000',
        date: '2026-08-18',
        orderName: null,
        message: { state: 'sent', reason: null, at: '2026-08-18T07:00:00Z' },
      },
      {
        occasion: 'birthday:2026',
        date: null,
        orderName: null,
        message: { state: 'suppressed', reason: 'no-consent', at: '2026-05-17T07:00:00Z' },
      },
      { occasion: 'order:2', date: '2024-03-10', orderName: '#3', message: null },
    ]);
  });

  it('name what comes next, and nothing that is switched off', () => {
    expect(nextOccasions(story)).toEqual({
      roundDate: { occasion: 'days:2000', date: '2029-05-14' },
      order: { number: 5, missing: 3 },
    });
    const off = {
      ...program,
      thankYou: { ...program.thankYou, enabled: false },
      greetings: {
        ...program.greetings,
        roundDates: { ...program.greetings.roundDates, enabled: false },
      },
    };
    expect(nextOccasions({ ...story, program: off })).toEqual({ roundDate: null, order: null });
    const beyond = [order('9', 5, '2026-01-01')];
    expect(nextOccasions({ ...story, orders: beyond, firstDate: null })).toEqual({
      roundDate: null,
      order: null,
    });
  });
});

function read(locale: AdminLocale, birthday: Birthday | null, chapters = occasionChapters(story)): string {
  const card = createElement(OccasionsCard, {
    chapters,
    next: nextOccasions(story),
    birthday,
    format: shopFormat(locale, format),
  });
  const html = renderToStaticMarkup(
    createElement(
      I18nextProvider,
      { i18n: createI18n(locale) },
      createElement(AppProvider, { i18n: polarisEnglish, children: card }),
    ),
  );
  return html
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, '|')
    .replaceAll(/\|+/g, '|');
}

describe('the card', () => {
  it.each<[AdminLocale, string[]]>([
    [
      'en',
      [
        'Next order with a text of its own|5th order: 3 more orders',
        'Next round date|14 May 2029 (2,000 days since the first order)',
        'Next birthday (from Shopify)|17 May 2027',
        '|1,000 days since the first order|',
        'Sent|18 Aug 2026|Message sent on 18 Aug 2026, 09:00',
        'Birthday 2026|Not sent|Message of 17 May 2026, 09:00|No consent to promotional mail',
        '2nd order|#3 · 10 Mar 2024|No message was due',
      ],
    ],
    [
      'de',
      [
        'Nächste Bestellung mit eigenem Text|5. Bestellung: noch 3',
        'Nächster runder Tag|14.05.2029 (2.000 Tage seit der ersten Bestellung)',
        'Nächster Geburtstag (aus Shopify)|17.05.2027',
        '|1.000 Tage seit der ersten Bestellung|',
        'Gesendet|18.08.2026|Nachricht gesendet am 18.08.2026, 09:00',
        'Geburtstag 2026|Nicht gesendet|Nachricht vom 17.05.2026, 09:00|Keine Einwilligung in Werbung',
        '2. Bestellung|#3 · 10.03.2024|Dafür war keine Nachricht vorgesehen',
      ],
    ],
  ])('tells them in words (%s)', (locale, lines) => {
    const text = read(locale, { known: true, next: '2027-05-17' });
    expect(lines.filter((line) => !text.includes(line))).toEqual([]);
  });

  it('says when Shopify knows no birthday, or did not answer', () => {
    expect(read('en', { known: false, why: 'none' })).toContain('|Shopify knows none|');
    expect(read('de', { known: false, why: 'no-answer' })).toContain('|Shopify hat nicht geantwortet|');
    expect(read('en', null)).not.toContain('birthday');
  });
});
