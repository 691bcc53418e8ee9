import type { ReactElement } from 'react';
import { Document } from '../html';
import { Icon } from '../icons';
import { money } from '../format';
import { CurrencySwitch } from '../shop/currency';
import { LanguageSwitch } from '../shop/layout';
import type { Visitor } from '../shop/visitor';
import { DeliveryGroups } from './delivery-groups';
import { AddressFields, Field } from './fields';
import { FunctionPanel } from './function-panel';
import type { CheckoutView } from './priced';
import type { CheckoutSession } from './session';
import { Summary } from './summary';
import { SURFACE_SCRIPT, SURFACE_STYLES } from '../../surfaces/mount';

export interface CheckoutPageProps {
  visitor: Visitor;
  session: CheckoutSession;
  view: CheckoutView;
  /** what stands above everything: changed prices, missing fields */
  notice: string | null;
  /** what the app's extensions have for this page, by target */
  surfaces?: ReadonlyMap<string, ReactElement>;
}

/** The whole checkout on one page and in one form: every button sends everything, so nothing typed is ever lost. */
export function CheckoutPage({ visitor, session, view, notice, surfaces }: CheckoutPageProps): ReactElement {
  const { base, text, language, context, customer } = visitor;
  const { shop } = context.state;
  const path = `${base}/checkouts/${session.token}`;
  const amount = (minor: number) => money(minor, view.currency, language);
  const wrong = new Set(view.errors.map(({ code }) => code));
  return (
    <Document
      lang={language}
      title={`${text.checkout} – ${shop.name}`}
      surface="checkout"
      scripts={['/assets/dev-store/checkout.js', ...(surfaces?.size ? [SURFACE_SCRIPT] : [])]}
      styles={surfaces?.size ? [SURFACE_STYLES] : []}
    >
      <header className="checkout-header">
        <a className="shop-name" href={`${base}/`}>
          <img src="/assets/dev-store/icon.svg" alt="" width="32" height="32" />
          {shop.name}
        </a>
        <CurrencySwitch shop={shop} base={base} currency={view.currency} label={text.currency} back={path} />
        <LanguageSwitch base={base} language={language} label={text.language} back={path} />
        <a href={`${base}/cart`} aria-label={text.backToCart}>
          <Icon name="bag" />
        </a>
      </header>
      <form
        method="post"
        action={path}
        className={surfaces?.size ? 'checkout-grid awaits-surfaces' : 'checkout-grid'}
        data-checkout=""
      >
        {/* The first button answers the Enter key, whatever field it is pressed in. */}
        <button className="visually-hidden" tabIndex={-1} aria-hidden="true">
          {text.update}
        </button>
        <input type="hidden" name="expectedTotalMinor" value={view.totalMinor} data-live="expected" />
        <main id="content" tabIndex={-1}>
          <h1 className="visually-hidden">{text.checkout}</h1>
          {notice ? (
            <p className="banner info" role="alert">
              {notice}
            </p>
          ) : null}
          {surfaces?.get('purchase.checkout.block.render')}
          <section aria-labelledby="contact">
            <h2 id="contact">{text.contact}</h2>
            {session.customerId !== null && customer ? (
              <p className="signed-in">
                <span className="avatar" aria-hidden="true">
                  {customer.firstName.slice(0, 1)}
                  {customer.lastName.slice(0, 1)}
                </span>
                <span>
                  {text.signedInAs}{' '}
                  <strong>
                    {customer.firstName} {customer.lastName}
                  </strong>
                  <br />
                  <span className="muted">{session.email}</span>
                </span>
              </p>
            ) : (
              <>
                <Field
                  name="email"
                  type="email"
                  label={text.email}
                  value={session.email ?? ''}
                  invalid={wrong.has('email')}
                  autoComplete="email"
                />
                <p className="hint">
                  {text.haveAccount}{' '}
                  <a href={`${base}/account/login?checkout=${session.token}`}>{text.signIn}</a>
                </p>
              </>
            )}
            <input type="hidden" name="marketingShown" value="1" />
            <label className="check">
              <input type="checkbox" name="marketing" value="1" defaultChecked={session.acceptsMarketing} />{' '}
              {text.marketing}
            </label>
          </section>
          <section aria-labelledby="address">
            <h2 id="address">{text.delivery}</h2>
            <AddressFields visitor={visitor} session={session} wrong={wrong} />
          </section>
          {view.deliveryGroups.length > 0 ? (
            <section aria-labelledby="method">
              <h2 id="method">{text.deliveryMethod}</h2>
              <DeliveryGroups view={view} text={text} amount={amount} />
              <button className="button small no-script">{text.update}</button>
            </section>
          ) : null}
          <section aria-labelledby="payment">
            <h2 id="payment">{text.payment}</h2>
            <div className="options" role="radiogroup" aria-labelledby="payment">
              {(['card', 'bank'] as const).map((payment) => (
                <label key={payment} className="option">
                  <input
                    type="radio"
                    name="payment"
                    value={payment}
                    defaultChecked={session.payment === payment}
                  />
                  <span>
                    {text[payment]}
                    <small>{payment === 'card' ? text.cardHint : text.bankHint}</small>
                  </span>
                </label>
              ))}
            </div>
          </section>
          <button className="button primary pay" formAction={`${path}/pay`} data-live="pay">
            {language === 'en' ? text.pay : text.orderNow} · {amount(view.totalMinor)}
          </button>
        </main>
        <aside aria-label={text.summary}>
          <Summary
            visitor={visitor}
            view={view}
            amount={amount}
            belowCodes={surfaces?.get('purchase.checkout.reductions.render-after')}
          />
          <div data-live="functions">
            <FunctionPanel runs={view.functionRuns} text={text} />
          </div>
        </aside>
      </form>
    </Document>
  );
}
