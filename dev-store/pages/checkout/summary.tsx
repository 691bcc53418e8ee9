import type { ReactElement } from 'react';
import { Icon } from '../icons';
import { pictureOf, SummaryLine } from '../shop/order-summary';
import { findVariant, type Visitor } from '../shop/visitor';
import { FIELD_NAMES } from './fields';
import type { CheckoutView } from './priced';

/** What is bought, the codes, each discount with its reason, and the sums. */
export function Summary(props: {
  visitor: Visitor;
  view: CheckoutView;
  amount: (minor: number) => string;
  /** of an extension, below the field for codes */
  belowCodes?: ReactElement;
}): ReactElement {
  const { visitor, view, amount, belowCodes } = props;
  const { text, base, context } = visitor;
  const gross = view.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
  const codeErrors = view.errors.filter(({ code }) => !FIELD_NAMES.has(code));
  const shippingDiscount = view.deliveryOptions
    .filter(({ selected }) => selected)
    .reduce((sum, { discountMinor }) => sum + discountMinor, 0);
  return (
    <>
      <h2>{text.summary}</h2>
      <ul className="summary-lines" data-live="lines">
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
      <div data-live="codes">
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
      </div>
      {belowCodes}
      <table className="sums" data-live="sums">
        <tbody>
          <tr>
            <th scope="row">{text.subtotal}</th>
            <td>{amount(gross)}</td>
          </tr>
          {view.discounts.filter(isOnLines).map((discount, index) => (
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
          {/* already taken off the delivery above: said in brackets, so that nobody counts it twice */}
          {view.discounts
            .filter((discount) => !isOnLines(discount))
            .map((discount, index) => (
              <tr key={index} className="discount">
                <th scope="row">
                  <small className="discount-note">{discount.title}</small>
                </th>
                <td>
                  <small className="discount-note">(−{amount(discount.amountMinor)})</small>
                </td>
              </tr>
            ))}
          <tr className="total">
            <th scope="row">
              {text.total}
              <small>{text.including}</small>
            </th>
            <td>{amount(view.totalMinor)}</td>
          </tr>
        </tbody>
      </table>
      <div data-live="savings">
        {view.discountsMinor > 0 ? (
          <p className="savings">
            <Icon name="discounts" /> {text.youSave} <strong>{amount(view.discountsMinor)}</strong>
          </p>
        ) : null}
      </div>
    </>
  );
}

const isOnLines = ({ target }: CheckoutView['discounts'][number]): boolean => target === 'line_item';
