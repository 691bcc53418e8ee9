import { setMarketingConsent } from '../../model/customers';
import type { Customer } from '../../model/types';
import type { Fields } from '../context';
import { idFor } from '../gid';

interface EmailConsentInput {
  customerId: string;
  emailMarketingConsent: {
    marketingState: Customer['emailMarketing']['state'] | 'INVALID' | 'REDACTED';
    marketingOptInLevel?: Customer['emailMarketing']['optInLevel'];
    consentUpdatedAt?: string | null;
  };
}

export const emailConsentMutations: Fields<unknown> = {
  // *unverified*: the words of its errors, and which states it takes besides the three that the documentation names
  customerEmailMarketingConsentUpdate: (_source, { input }: { input: EmailConsentInput }, context) => {
    const { marketingState: state, marketingOptInLevel, consentUpdatedAt } = input.emailMarketingConsent;
    const refused = (field: string[], message: string) => ({
      customer: null,
      userErrors: [{ field: ['input', ...field], message, code: 'INVALID' }],
    });
    if (state !== 'SUBSCRIBED' && state !== 'UNSUBSCRIBED' && state !== 'PENDING') {
      const message = `Cannot specify ${state} as a marketing state input`;
      return refused(['emailMarketingConsent', 'marketingState'], message);
    }
    if (consentUpdatedAt && Date.parse(consentUpdatedAt) > context.clock.now()) {
      return refused(
        ['emailMarketingConsent', 'consentUpdatedAt'],
        'Consent updated at must not be in the future',
      );
    }
    const id = idFor(input.customerId, 'Customer');
    if (context.state.get('customer', id)?.email === null) {
      return refused(['customerId'], 'Customer must have an email address');
    }
    const changed = setMarketingConsent(context, id, state, {
      optInLevel: marketingOptInLevel ?? 'SINGLE_OPT_IN',
      consentUpdatedAt: consentUpdatedAt ?? new Date(context.clock.now()).toISOString(),
    });
    if (!changed.ok) return refused(['customerId'], "Customer can't be found");
    return { customer: changed.customer, userErrors: [] };
  },
};
