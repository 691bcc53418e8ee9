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
  milestone: MessageText;
  anniversary: MessageText;
  reminder: MessageText;
  restored: MessageText;
  roundDate: MessageText;
  birthday: MessageText;
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
    milestone: {
      subject: 'Your {{ order_number }} order',
      body: 'Hello {{ customer.first_name }},\n\n{{ order.name }} is your {{ order_number }} order with us. We have counted along, because that is not a matter of course. Thank you. If anything is not right, just reply to this message: a person reads it.',
    },
    anniversary: {
      subject: '{{ years | pluralize: "A year", "years" }} since your first order',
      body: 'Hello {{ customer.first_name }},\n\non {{ first_order_date }} you ordered from {{ shop.name }} for the first time. We remember, and we are glad that you stayed. Here is {{ percentage }}% off your next order:\n\n{{ coupon.code }}\n\nThe code is yours alone and works once, until {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    reminder: {
      subject: 'Your code is good until {{ coupon.valid_until }}',
      body: 'Hello {{ customer.first_name }},\n\nyou have not used the code for our anniversary yet. It gives {{ percentage }}% off your next order, until {{ coupon.valid_until }}:\n\n{{ coupon.code }}\n\n{{ coupon.conditions }} We will not remind you again.',
    },
    restored: {
      subject: 'A new code instead of the one you used',
      body: 'Hello {{ customer.first_name }},\n\nthe order for which you used your code did not come about in the end. The code is not lost for that: here is a new one, with {{ percentage }}% off your next order:\n\n{{ coupon.code }}\n\nIt is yours alone and works once, until {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    roundDate: {
      subject: '{{ time_together }} since your first order',
      body: 'Hello {{ customer.first_name }},\n\n{{ time_together }} ago, on {{ first_order_date }}, you ordered from {{ shop.name }} for the first time. There is nothing to buy and nothing to click in this message: we noticed, and wanted to tell you that we are glad.',
    },
    birthday: {
      subject: 'All the best for your birthday',
      body: 'Hello {{ customer.first_name }},\n\nall the best for your birthday. There is nothing to buy in this message: have a good day.\n\n{{ shop.name }}',
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
    milestone: {
      subject: 'Ihre {{ order_number }} Bestellung',
      body: 'Guten Tag {{ customer.name }},\n\n{{ order.name }} ist Ihre {{ order_number }} Bestellung bei uns. Wir haben mitgezählt, denn das ist nicht selbstverständlich. Danke. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.',
    },
    anniversary: {
      subject:
        'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} haben Sie zum ersten Mal bei uns bestellt',
      body: 'Guten Tag {{ customer.name }},\n\nam {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass Sie geblieben sind. Dafür gibt es {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    reminder: {
      subject: 'Ihr Code gilt noch bis zum {{ coupon.valid_until }}',
      body: 'Guten Tag {{ customer.name }},\n\nden Code zum Jahrestag haben Sie noch nicht eingelöst. Er gibt {{ percentage }} % auf Ihre nächste Bestellung, bis zum {{ coupon.valid_until }}:\n\n{{ coupon.code }}\n\n{{ coupon.conditions }} Wir erinnern Sie nicht noch einmal.',
    },
    restored: {
      subject: 'Ein neuer Code für den eingelösten',
      body: 'Guten Tag {{ customer.name }},\n\ndie Bestellung, für die Sie Ihren Code eingelöst haben, ist am Ende nicht zustande gekommen. Der Code ist deshalb nicht verloren. Hier ist ein neuer, mit {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nEr gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    roundDate: {
      subject: '{{ time_together }} seit Ihrer ersten Bestellung',
      body: 'Guten Tag {{ customer.name }},\n\nam {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Seitdem sind {{ time_together }} vergangen. In dieser Nachricht gibt es nichts zu kaufen und nichts anzuklicken: Wir haben es bemerkt und freuen uns darüber.',
    },
    birthday: {
      subject: 'Alles Gute zum Geburtstag',
      body: 'Guten Tag {{ customer.name }},\n\nzum Geburtstag wünschen wir Ihnen alles Gute. In dieser Nachricht gibt es nichts zu kaufen: Haben Sie einen schönen Tag.\n\n{{ shop.name }}',
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
    milestone: {
      subject: 'Deine {{ order_number }} Bestellung',
      body: 'Hallo {{ customer.first_name }},\n\n{{ order.name }} ist deine {{ order_number }} Bestellung bei uns. Wir haben mitgezählt, denn das ist nicht selbstverständlich. Danke. Wenn etwas nicht stimmt, antworte einfach auf diese Nachricht: Ein Mensch liest sie.',
    },
    anniversary: {
      subject: 'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} hast du zum ersten Mal bei uns bestellt',
      body: 'Hallo {{ customer.first_name }},\n\nam {{ first_order_date }} hast du zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass du geblieben bist. Dafür gibt es {{ percentage }} % auf deine nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur dir und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    reminder: {
      subject: 'Dein Code gilt noch bis zum {{ coupon.valid_until }}',
      body: 'Hallo {{ customer.first_name }},\n\nden Code zum Jahrestag hast du noch nicht eingelöst. Er gibt {{ percentage }} % auf deine nächste Bestellung, bis zum {{ coupon.valid_until }}:\n\n{{ coupon.code }}\n\n{{ coupon.conditions }} Wir erinnern dich nicht noch einmal.',
    },
    restored: {
      subject: 'Ein neuer Code für den eingelösten',
      body: 'Hallo {{ customer.first_name }},\n\ndie Bestellung, für die du deinen Code eingelöst hast, ist am Ende nicht zustande gekommen. Der Code ist deshalb nicht verloren. Hier ist ein neuer, mit {{ percentage }} % auf deine nächste Bestellung:\n\n{{ coupon.code }}\n\nEr gehört nur dir und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
    },
    roundDate: {
      subject: '{{ time_together }} seit deiner ersten Bestellung',
      body: 'Hallo {{ customer.first_name }},\n\nam {{ first_order_date }} hast du zum ersten Mal bei {{ shop.name }} bestellt. Seitdem sind {{ time_together }} vergangen. In dieser Nachricht gibt es nichts zu kaufen und nichts anzuklicken: Wir haben es bemerkt und freuen uns darüber.',
    },
    birthday: {
      subject: 'Alles Gute zum Geburtstag',
      body: 'Hallo {{ customer.first_name }},\n\nzum Geburtstag wünschen wir dir alles Gute. In dieser Nachricht gibt es nichts zu kaufen: Hab einen schönen Tag.\n\n{{ shop.name }}',
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
    milestone: {
      subject: 'Ihre {{ order_number }} Bestellung',
      body: 'Guten Tag {{ customer.name }}\n\n{{ order.name }} ist Ihre {{ order_number }} Bestellung bei uns. Wir haben mitgezählt, denn das ist nicht selbstverständlich. Merci. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.\n\nFreundliche Grüsse',
    },
    anniversary: {
      subject:
        'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} haben Sie zum ersten Mal bei uns bestellt',
      body: 'Guten Tag {{ customer.name }}\n\nAm {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass Sie geblieben sind. Dafür gibt es {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}\n\nFreundliche Grüsse',
    },
    reminder: {
      subject: 'Ihr Code gilt noch bis zum {{ coupon.valid_until }}',
      body: 'Guten Tag {{ customer.name }}\n\nDen Code zum Jahrestag haben Sie noch nicht eingelöst. Er gibt {{ percentage }} % auf Ihre nächste Bestellung, bis zum {{ coupon.valid_until }}:\n\n{{ coupon.code }}\n\n{{ coupon.conditions }} Wir erinnern Sie nicht noch einmal.\n\nFreundliche Grüsse',
    },
    restored: {
      subject: 'Ein neuer Code für den eingelösten',
      body: 'Guten Tag {{ customer.name }}\n\nDie Bestellung, für die Sie Ihren Code eingelöst haben, ist am Ende nicht zustande gekommen. Der Code ist deshalb nicht verloren. Hier ist ein neuer, mit {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nEr gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}\n\nFreundliche Grüsse',
    },
    roundDate: {
      subject: '{{ time_together }} seit Ihrer ersten Bestellung',
      body: 'Guten Tag {{ customer.name }}\n\nAm {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Seither sind {{ time_together }} vergangen. In dieser Nachricht gibt es nichts zu kaufen und nichts anzuklicken: Wir haben es bemerkt und freuen uns darüber.\n\nFreundliche Grüsse',
    },
    birthday: {
      subject: 'Alles Gute zum Geburtstag',
      body: 'Guten Tag {{ customer.name }}\n\nZum Geburtstag wünschen wir Ihnen alles Gute. In dieser Nachricht gibt es nichts zu kaufen: Haben Sie einen schönen Tag.\n\n{{ shop.name }}',
    },
    reason: {
      anniversary: '{{benefit}} zum {{years}}. Jahrestag',
      loyalty: '{{benefit}} – das ist Ihre {{order_number}} Bestellung bei uns',
    },
  },
};
