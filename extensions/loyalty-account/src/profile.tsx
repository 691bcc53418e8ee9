import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.profile.block.render';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { loadAccount } from '../../shared/account-data';
import { accountTexts, type AccountTexts } from '../../shared/account-texts';

declare const shopify: Api;

/** Profile page: the card in short, with the way to the whole of it. Nothing while nothing is known. */
export default function extension(): Promise<void> {
  const texts = signal<AccountTexts | null>(null);
  render(<Profile texts={texts} />, document.body);
  return loadAccount()
    .then((account) => void (texts.value = accountTexts(account, shopify.i18n, new Date())))
    .catch(() => {
      // the profile page is complete without us
    });
}

function Profile({ texts }: { texts: { value: AccountTexts | null } }) {
  const { value } = texts;
  if (!value) return null;
  const { translate } = shopify.i18n;
  return (
    <s-section heading={translate('card.title')}>
      <s-stack gap="small">
        {value.status.map((line) => (
          <s-text key={line}>{line}</s-text>
        ))}
        {value.next === null ? null : <s-text color="subdued">{value.next}</s-text>}
        {value.coupons
          .filter(({ isOpen }) => isOpen)
          .map(({ code, text }) => (
            <s-text key={code} type="strong">
              {text}
            </s-text>
          ))}
        <s-link href="extension:loyalty-account-page/">{translate('card.more')}</s-link>
      </s-stack>
    </s-section>
  );
}
