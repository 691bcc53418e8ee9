import type { ReactElement } from 'react';
import { Document } from '../html';
import { Icon } from '../icons';
import { money } from '../format';
import { LanguageSwitch } from '../shop/layout';
import { findVariant, type Visitor } from '../shop/visitor';
import { pictureOf, SummaryLine } from '../shop/order-summary';
import { FunctionPanel } from './function-panel';
import type { CheckoutView } from './priced';
import { EMPTY_ADDRESS, type CheckoutSession } from './session';

export interface CheckoutPageProps {
  visitor: Visitor;
  session: CheckoutSession;
  view: CheckoutView;
  /** what stands above everything: changed prices, missing fields */
  notice: string | null;
}

const COUNTRIES = { DE: 'Deutschland', AT: 'Österreich', CH: 'Schweiz', FR: 'France', NL: 'Nederland' };

/** The whole checkout on one page and in one form: every button sends everything, so nothing typed is ever lost. */
export function CheckoutPage({ visitor, session, view, notice }: CheckoutPageProps): ReactElement {
  const { base, text, language, context, customer } = visitor;
  const { shop } = context.state;
  const path = `${base}/checkouts/${session.token}`;
  const amount = (minor: number) => money(minor, shop.currency, language);
  const wrong = new Set(view.errors.map(({ code }) => code));
  return (
    <Document
      lang={language}
      title={`${text.checkout} – ${shop.name}`}
      surface="checkout"
      scripts={['/assets/dev-store/checkout.js']}
    >
      <header className="checkout-header">
        <a className="shop-name" href={`${base}/`}>
          <img src="/assets/dev-store/icon.svg" alt="" width="32" height="32" />
          {shop.name}
        </a>
        <LanguageSwitch base={base} language={language} label={text.language} back={path} />
        <a href={`${base}/cart`} aria-label={text.backToCart}>
          <Icon name="bag" />
        </a>
      </header>
      <form method="post" action={path} className="checkout-grid" data-checkout="">
        {/* The first button answers the Enter key, whatever field it is pressed in. */}
        <button className="visually-hidden" tabIndex={-1} aria-hidden="true">
          {text.update}
        </button>
        <input type="hidden" name="expectedTotalMinor" value={view.totalMinor} />
        <main id="content" tabIndex={-1}>
          <h1 className="visually-hidden">{text.checkout}</h1>
          {notice ? (
            <p className="banner info" role="alert">
              {notice}
            </p>
          ) : null}
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
          {view.deliveryOptions.length > 0 ? (
            <section aria-labelledby="method">
              <h2 id="method">{text.deliveryMethod}</h2>
              <div className="options" role="radiogroup" aria-labelledby="method">
                {view.deliveryOptions.map((option) => (
                  <label key={option.handle} className="option">
                    <input
                      type="radio"
                      name="deliveryOption"
                      value={option.handle}
                      defaultChecked={option.selected}
                      data-update=""
                    />
                    <span>{option.title}</span>
                    <span className="price">
                      {option.discountMinor > 0 ? <s>{amount(option.priceMinor)}</s> : null}{' '}
                      {option.priceMinor === option.discountMinor
                        ? text.free
                        : amount(option.priceMinor - option.discountMinor)}
                    </span>
                  </label>
                ))}
              </div>
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
          <button className="button primary pay" formAction={`${path}/pay`}>
            {language === 'de' ? text.orderNow : text.pay} · {amount(view.totalMinor)}
          </button>
        </main>
        <aside aria-label={text.summary}>
          <Summary visitor={visitor} view={view} amount={amount} />
          <FunctionPanel runs={view.functionRuns} text={text} />
        </aside>
      </form>
    </Document>
  );
}

function Summary(props: {
  visitor: Visitor;
  view: CheckoutView;
  amount: (minor: number) => string;
}): ReactElement {
  const { visitor, view, amount } = props;
  const { text, base, context } = visitor;
  const gross = view.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
  const codeErrors = view.errors.filter(({ code }) => !FIELD_NAMES.has(code));
  const shippingDiscount = view.deliveryOptions.find(({ selected }) => selected)?.discountMinor ?? 0;
  return (
    <>
      <h2>{text.summary}</h2>
      <ul className="summary-lines">
        {view.lines.map((line, index) => (
          <SummaryLine
            key={index}
            picture={pictureOf(base, findVariant(context, line.variantId)?.product.id)}
            title={line.title}
            quantity={line.quantity}
            grossMinor={line.unitPriceMinor * line.quantity}
            discountMinor={line.discountMinor}
            amount={amount}
            notes={[]}
          />
        ))}
      </ul>
      <div className="code-form">
        <label>
          <span className="visually-hidden">{text.discountCode}</span>
          <input
            name="addCode"
            placeholder={text.discountCode}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            defaultValue={codeErrors[0]?.code ?? ''}
            aria-invalid={codeErrors.length > 0}
            aria-describedby={codeErrors.length > 0 ? 'code-error' : undefined}
          />
        </label>
        <button className="button">{text.apply}</button>
      </div>
      {codeErrors.length > 0 ? (
        <div id="code-error" role="alert">
          {codeErrors.map(({ code, message }) => (
            <p key={code} className="field-error">
              <strong>{code}</strong>: {message}
            </p>
          ))}
        </div>
      ) : null}
      {view.codes.length > 0 ? (
        <ul className="code-chips">
          {view.codes.map((code) => (
            <li key={code}>
              <Icon name="discounts" />
              {code}
              <button name="removeCode" value={code} aria-label={`${text.removeCode}: ${code}`}>
                ×
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <table className="sums">
        <tbody>
          <tr>
            <th scope="row">{text.subtotal}</th>
            <td>{amount(gross)}</td>
          </tr>
          {view.discounts.map((discount, index) => (
            <tr key={index} className="discount">
              <th scope="row">
                <Icon name="discounts" /> {discount.title}
              </th>
              <td>−{amount(discount.amountMinor)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{text.shipping}</th>
            <td>
              {shippingDiscount > 0 ? <s>{amount(view.shippingMinor + shippingDiscount)}</s> : null}{' '}
              {view.shippingMinor === 0 ? text.free : amount(view.shippingMinor)}
            </td>
          </tr>
          <tr className="total">
            <th scope="row">
              {text.total}
              <small>{text.including}</small>
            </th>
            <td>{amount(view.totalMinor)}</td>
          </tr>
        </tbody>
      </table>
      {view.discountsMinor > 0 ? (
        <p className="savings">
          <Icon name="discounts" /> {text.youSave} <strong>{amount(view.discountsMinor)}</strong>
        </p>
      ) : null}
    </>
  );
}

const FIELD_NAMES = new Set(['email', 'lastName', 'address1', 'zip', 'city']);

function AddressFields(props: {
  visitor: Visitor;
  session: CheckoutSession;
  wrong: Set<string>;
}): ReactElement {
  const { text } = props.visitor;
  const address = props.session.address ?? EMPTY_ADDRESS;
  const plain = (
    name: 'firstName' | 'lastName' | 'address1' | 'zip' | 'city',
    label: string,
    autoComplete: string,
  ) => (
    <Field
      name={name}
      label={label}
      value={address[name]}
      invalid={props.wrong.has(name)}
      autoComplete={autoComplete}
    />
  );
  return (
    <div className="address-fields">
      <label className="full">
        {text.country}
        <select name="countryCode" defaultValue={address.countryCode} autoComplete="country">
          {Object.entries(COUNTRIES).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
          {address.countryCode in COUNTRIES ? null : <option>{address.countryCode}</option>}
        </select>
      </label>
      {plain('firstName', text.firstName, 'given-name')}
      {plain('lastName', text.lastName, 'family-name')}
      <div className="full">{plain('address1', text.street, 'street-address')}</div>
      {plain('zip', text.zip, 'postal-code')}
      {plain('city', text.city, 'address-level2')}
    </div>
  );
}

function Field(props: {
  name: string;
  label: string;
  value: string;
  invalid: boolean;
  type?: string;
  autoComplete: string;
}): ReactElement {
  return (
    <label className={props.invalid ? 'invalid' : undefined}>
      {props.label}
      <input
        type={props.type ?? 'text'}
        name={props.name}
        defaultValue={props.value}
        autoComplete={props.autoComplete}
        aria-invalid={props.invalid}
      />
    </label>
  );
}
