/**
 * The texts that a new shop starts with, to be rewritten by its people. They say who writes, name what it is about, and
 * promise nothing that a shop cannot keep. Liquid; the variables are those of docs/messages.md.
 */

/** How the German texts speak: formal, familiar, or formal as written in Switzerland (no ß). */
export const GERMAN_TONES = ['sie', 'du', 'deCH'] as const;
export type GermanTone = (typeof GERMAN_TONES)[number];

export interface MessageText {
  subject: string;
  body: string;
}

export interface StartingTexts {
  first: MessageText;
  repeat: MessageText;
  anniversary: MessageText;
  /** what checkout shows beside the coupon's discount, and beside the loyalty discount */
  reason: { anniversary: string; loyalty: string };
}

export const STARTING_TEXTS: Readonly<Record<'en' | GermanTone, StartingTexts>> = {
  en: {
    first: {
      subject: 'Thank you for your first order',
      body: 'Hello {{ customer.first_name }},\n\nthis was your first order with us, {{ order.name }}. We pack it with care. If anything is not right, just reply to this message: a person reads it.',
    },
    repeat: {
      subject: 'Thank you for coming back',
      body: 'Hello {{ customer.first_name }},\n\n{{ order.name }} is your {{ order_number }} order with us. Thank you for coming back. If anything is not right, just reply to this message: a person reads it.',
    },
    anniversary: {
      subject: '{{ years | pluralize: "A year", "years" }} since your first order',
      body: 'Hello {{ customer.first_name }},\n\non {{ first_order_date }} you ordered from {{ shop.name }} for the first time. We remember, and we are glad that you stayed. Here is {{ percentage }}% off your next order:\n\n{{ coupon.code }}\n\nThe code is yours alone and works once, until {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    reason: {
      anniversary: '{{benefit}} for our anniversary, year {{years}}',
      loyalty: '{{benefit}} because this is your {{order_number}} order with us',
    },
  },
  sie: {
    first: {
      subject: 'Danke für Ihre erste Bestellung',
      body: 'Guten Tag {{ customer.name }},\n\ndas war Ihre erste Bestellung bei uns, {{ order.name }}. Wir packen sie mit Sorgfalt. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.',
    },
    repeat: {
      subject: 'Schön, dass Sie wieder da sind',
      body: 'Guten Tag {{ customer.name }},\n\n{{ order.name }} ist Ihre {{ order_number }} Bestellung bei uns. Danke, dass Sie wiedergekommen sind. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.',
    },
    anniversary: {
      subject:
        'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} haben Sie zum ersten Mal bei uns bestellt',
      body: 'Guten Tag {{ customer.name }},\n\nam {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass Sie geblieben sind. Dafür gibt es {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    reason: {
      anniversary: '{{benefit}} zum {{years}}. Jahrestag',
      loyalty: '{{benefit}} – das ist Ihre {{order_number}} Bestellung bei uns',
    },
  },
  du: {
    first: {
      subject: 'Danke für deine erste Bestellung',
      body: 'Hallo {{ customer.first_name }},\n\ndas war deine erste Bestellung bei uns, {{ order.name }}. Wir packen sie mit Sorgfalt. Wenn etwas nicht stimmt, antworte einfach auf diese Nachricht: Ein Mensch liest sie.',
    },
    repeat: {
      subject: 'Schön, dass du wieder da bist',
      body: 'Hallo {{ customer.first_name }},\n\n{{ order.name }} ist deine {{ order_number }} Bestellung bei uns. Danke, dass du wiedergekommen bist. Wenn etwas nicht stimmt, antworte einfach auf diese Nachricht: Ein Mensch liest sie.',
    },
    anniversary: {
      subject: 'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} hast du zum ersten Mal bei uns bestellt',
      body: 'Hallo {{ customer.first_name }},\n\nam {{ first_order_date }} hast du zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass du geblieben bist. Dafür gibt es {{ percentage }} % auf deine nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur dir und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    reason: {
      anniversary: '{{benefit}} zum {{years}}. Jahrestag',
      loyalty: '{{benefit}} – das ist deine {{order_number}} Bestellung bei uns',
    },
  },
  deCH: {
    first: {
      subject: 'Merci für Ihre erste Bestellung',
      body: 'Guten Tag {{ customer.name }}\n\nDas war Ihre erste Bestellung bei uns, {{ order.name }}. Wir packen sie mit Sorgfalt. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.\n\nFreundliche Grüsse',
    },
    repeat: {
      subject: 'Schön, sind Sie wieder da',
      body: 'Guten Tag {{ customer.name }}\n\n{{ order.name }} ist Ihre {{ order_number }} Bestellung bei uns. Merci, dass Sie wiedergekommen sind. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.\n\nFreundliche Grüsse',
    },
    anniversary: {
      subject:
        'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} haben Sie zum ersten Mal bei uns bestellt',
      body: 'Guten Tag {{ customer.name }}\n\nAm {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass Sie geblieben sind. Dafür gibt es {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}\n\nFreundliche Grüsse',
    },
    reason: {
      anniversary: '{{benefit}} zum {{years}}. Jahrestag',
      loyalty: '{{benefit}} – das ist Ihre {{order_number}} Bestellung bei uns',
    },
  },
};
