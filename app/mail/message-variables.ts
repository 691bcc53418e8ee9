import {
  birthdayVariables,
  roundDateVariables,
  templateVariables,
  type GreetingVariables,
  type MailLocale,
  type RoundDateVariables,
  type TemplateVariables,
  type VariableFacts,
} from '~/mail/variables';

/** The messages of a program, by their place in it. */
export const MESSAGE_NAMES = [
  'first',
  'repeat',
  'milestone',
  'anniversary',
  'reminder',
  'restored',
  'roundDate',
  'birthday',
] as const;
export type MessageName = (typeof MESSAGE_NAMES)[number];

/** Where each message stands in the program. */
export const PLACE = {
  first: 'thankYou.first',
  repeat: 'thankYou.repeat',
  milestone: 'thankYou.milestone',
  anniversary: 'anniversary.message',
  reminder: 'anniversary.reminder.message',
  restored: 'anniversary.restored',
  roundDate: 'greetings.roundDates.message',
  birthday: 'greetings.birthday.message',
} as const satisfies Record<MessageName, string>;

const EVERYWHERE = ['customer.first_name', 'customer.last_name', 'customer.name', 'shop.name'];
const THANKS = [...EVERYWHERE, 'order.name', 'order_number'];
const COUPON = [
  ...EVERYWHERE,
  'years',
  'percentage',
  'first_order_date',
  'coupon.code',
  'coupon.valid_from',
  'coupon.valid_until',
  'coupon.minimum',
  'coupon.cap',
  'coupon.conditions',
];

/** What each message may use; docs/messages.md explains them. */
export const KNOWN_VARIABLES: Readonly<Record<MessageName, readonly string[]>> = {
  first: THANKS,
  repeat: THANKS,
  milestone: THANKS,
  anniversary: COUPON,
  reminder: COUPON,
  restored: COUPON,
  roundDate: [...EVERYWHERE, 'time_together', 'first_order_date'],
  birthday: EVERYWHERE,
};

/** What an order's or a coupon's message is about, a round date, or nothing but the day: a birthday. */
export type Occasion =
  | { order: NonNullable<VariableFacts['order']> }
  | { anniversary: NonNullable<VariableFacts['anniversary']> }
  | { roundDate: { unit: 'days' | 'years'; count: number; firstOrderDate: string | null } }
  | { birthday: true };

/** Variables, and for a birthday the word for the renderer that there is no coupon in it. */
export type OccasionVariables =
  | { occasion: 'birthday'; variables: GreetingVariables }
  | { occasion?: undefined; variables: TemplateVariables | RoundDateVariables };

export function occasionVariables(
  facts: Pick<VariableFacts, 'locale' | 'customer' | 'shopName'>,
  occasion: Occasion,
): OccasionVariables {
  if ('birthday' in occasion) return { occasion: 'birthday', variables: birthdayVariables(facts) };
  if ('roundDate' in occasion) return { variables: roundDateVariables(facts, occasion.roundDate) };
  return { variables: templateVariables({ ...facts, ...occasion }) };
}

const EXAMPLE_ORDER_NUMBERS = { first: 1, repeat: 3, milestone: 10 } as const;

/** An order or a coupon that looks like a real one; its code belongs to nobody. */
export function exampleOccasion(message: MessageName): Occasion {
  switch (message) {
    case 'first':
    case 'repeat':
    case 'milestone':
      return { order: { name: '#1042', number: EXAMPLE_ORDER_NUMBERS[message] } };
    case 'roundDate':
      return { roundDate: { unit: 'days', count: 1_000, firstOrderDate: '2024-02-26' } };
    case 'birthday':
      return { birthday: true };
    default:
      return {
        anniversary: {
          years: 3,
          percentage: '15',
          firstOrderDate: '2023-11-22',
          validFrom: '2026-11-22',
          validUntil: '2026-12-22',
          code: 'DANKE-2346-6789-WXYZ',
          minimumMinor: 2_000,
          capMinor: null,
          currency: 'EUR',
        },
      };
  }
}

export function exampleVariables(message: MessageName, locale: MailLocale): OccasionVariables {
  const facts = { locale, customer: { firstName: 'Alex', lastName: 'Example' }, shopName: 'Example' };
  return occasionVariables(facts, exampleOccasion(message));
}

/** The same for a customer who left no name. */
export function withoutNames(variables: OccasionVariables['variables']): OccasionVariables['variables'] {
  return { ...variables, customer: { first_name: null, last_name: null, name: null } };
}
