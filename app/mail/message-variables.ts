import {
  templateVariables,
  type MailLocale,
  type TemplateVariables,
  type VariableFacts,
} from '~/mail/variables';

/** The messages of a program, by their place in it. */
export const MESSAGE_NAMES = ['first', 'repeat', 'anniversary'] as const;
export type MessageName = (typeof MESSAGE_NAMES)[number];

const EVERYWHERE = ['customer.first_name', 'customer.last_name', 'customer.name', 'shop.name'];
const THANKS = [...EVERYWHERE, 'order.name', 'order_number'];

/** What each message may use; docs/messages.md explains them. */
export const KNOWN_VARIABLES: Readonly<Record<MessageName, readonly string[]>> = {
  first: THANKS,
  repeat: THANKS,
  anniversary: [
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
  ],
};

type Occasion = Pick<VariableFacts, 'order' | 'anniversary'>;

/** An order or a coupon that looks like a real one; its code belongs to nobody. */
export function exampleOccasion(message: MessageName): Occasion {
  if (message !== 'anniversary') return { order: { name: '#1042', number: message === 'first' ? 1 : 3 } };
  return {
    anniversary: {
      years: 3,
      percentage: '15',
      firstOrderDate: '2023-11-22',
      validFrom: '2026-11-22',
      validUntil: '2026-12-22',
      code: 'DANKE-2345-6789-WXYZ',
      minimumMinor: 2_000,
      capMinor: null,
      currency: 'EUR',
    },
  };
}

export function exampleVariables(message: MessageName, locale: MailLocale): TemplateVariables {
  return templateVariables({
    locale,
    customer: { firstName: 'Alex', lastName: 'Example' },
    shopName: 'Example',
    ...exampleOccasion(message),
  });
}

/** The same for a customer who left no name. */
export function withoutNames(variables: TemplateVariables): TemplateVariables {
  return { ...variables, customer: { first_name: null, last_name: null, name: null } };
}
