import '@shopify/ui-extensions/preact';
import type { Api } from '@shopify/ui-extensions/customer-account.page.render';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { loadAccount, setSubscribed, type Account } from '../../shared/account-data';
import { accountTexts, type AccountTexts } from '../../shared/account-texts';

declare const shopify: Api;

type State = 'loading' | 'failed' | Account;
const state = signal<State>('loading');
/** what became of the last change of the message preferences */
const consent = signal<'idle' | 'busy' | 'failed'>('idle');

/** The customer card as a page: status, coupons, messages, somebody to talk to, and the terms of the live program. */
export default function extension(): Promise<void> {
  state.value = 'loading';
  consent.value = 'idle';
  render(<Page />, document.body);
  return load();
}

function load(): Promise<void> {
  return loadAccount().then(
    (account) => void (state.value = account),
    () => void (state.value = 'failed'),
  );
}

function Page() {
  const { translate } = shopify.i18n;
  return (
    <s-page heading={translate('card.title')}>
      <Content />
    </s-page>
  );
}

function Content() {
  const { translate } = shopify.i18n;
  const current = state.value;
  if (current === 'loading') return <s-skeleton-paragraph />;
  if (current === 'failed') {
    return (
      <s-section>
        <s-stack gap="small">
          <s-text>{translate('card.failed')}</s-text>
          <s-button onClick={() => void load()}>{translate('card.again')}</s-button>
        </s-stack>
      </s-section>
    );
  }
  const texts = accountTexts(current, shopify.i18n, new Date());
  return (
    <s-stack gap="large">
      {texts ? <Status texts={texts} /> : <s-text>{translate('card.empty')}</s-text>}
      {texts && texts.coupons.length > 0 ? <Coupons coupons={texts.coupons} /> : null}
      {current.subscribed === null ? null : <Messages account={current} subscribed={current.subscribed} />}
      {texts && texts.contact ? (
        <s-section heading={translate('card.contact')}>
          <s-text>{translate('card.contactText', { name: texts.contact.name })} </s-text>
          <s-link href={`mailto:${texts.contact.email}`}>{texts.contact.email}</s-link>
        </s-section>
      ) : null}
      {texts && texts.terms ? (
        <s-section heading={translate('terms.title')}>
          <s-text color="subdued">{texts.terms.title}</s-text>
          <s-unordered-list>
            {texts.terms.lines.map((line) => (
              <s-list-item key={line}>{line}</s-list-item>
            ))}
          </s-unordered-list>
        </s-section>
      ) : null}
    </s-stack>
  );
}

function Status({ texts }: { texts: AccountTexts }) {
  return (
    <s-section heading={shopify.i18n.translate('card.status')}>
      <s-stack gap="small-200">
        {texts.status.map((line) => (
          <s-text key={line}>{line}</s-text>
        ))}
        {texts.next === null ? null : <s-text color="subdued">{texts.next}</s-text>}
      </s-stack>
    </s-section>
  );
}

function Coupons({ coupons }: { coupons: AccountTexts['coupons'] }) {
  const { translate } = shopify.i18n;
  return (
    <s-section heading={translate('card.coupons')}>
      <s-stack gap="small">
        {coupons.map(({ code, text, isOpen }) => (
          <s-stack key={code} gap="small-200">
            <s-text color={isOpen ? 'base' : 'subdued'}>{text}</s-text>
            {isOpen ? (
              <>
                <s-button
                  command="--copy"
                  commandFor={`code-${code}`}
                  accessibilityLabel={translate('card.copyLabel', { code })}
                >
                  {translate('card.copy')}
                </s-button>
                <s-clipboard-item id={`code-${code}`} text={code} />
              </>
            ) : null}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}

function Messages({ account, subscribed }: { account: Account; subscribed: boolean }) {
  const { translate } = shopify.i18n;
  const change = () => {
    consent.value = 'busy';
    setSubscribed(!subscribed).then(
      (holds) => {
        // no spread: it costs the bundle a helper
        state.value = Object.assign({}, account, { subscribed: holds });
        consent.value = 'idle';
      },
      () => (consent.value = 'failed'),
    );
  };
  return (
    <s-section heading={translate('card.messages')}>
      <s-stack gap="small-200">
        <s-text>{translate(subscribed ? 'card.subscribed' : 'card.unsubscribed')}</s-text>
        <s-button loading={consent.value === 'busy'} disabled={consent.value === 'busy'} onClick={change}>
          {translate(subscribed ? 'card.unsubscribe' : 'card.subscribe')}
        </s-button>
        <s-box accessibilityRole="status">
          {consent.value === 'failed' ? (
            <s-text tone="warning">{translate('card.consentFailed')}</s-text>
          ) : null}
        </s-box>
      </s-stack>
    </s-section>
  );
}
