import type { ReactElement } from 'react';
import type { Order, OrderLine } from '../../model/types';
import { presentmentView, shippingLinesOf } from '../../model/presentment';
import { money } from '../format';
import type { AdminLanguage } from './texts';

/** One line: prices, discounts with their titles, and forms to edit or refund it. */
export function Line({
  order,
  line,
  path,
  language,
}: {
  order: Order;
  line: OrderLine;
  path: string;
  language: AdminLanguage;
}) {
  const de = language === 'de';
  const amount = (minor: number) => money(minor, order.currency, language);
  const gross = line.unitPriceMinor * line.quantity;
  return (
    <li>
      <div className="line-main">
        <strong>{line.title}</strong>
        <span className="muted">
          {amount(line.unitPriceMinor)} × {line.quantity}
          {line.currentQuantity !== line.quantity
            ? ` (${de ? 'noch' : 'now'} ${line.currentQuantity})`
            : null}
        </span>
        {line.discountAllocations.map(({ amountMinor, applicationIndex }) => (
          <span key={applicationIndex} className="discount-note">
            −{amount(amountMinor)} {order.discountApplications[applicationIndex]?.title}
          </span>
        ))}
      </div>
      <div className="line-price">
        {line.discountMinor > 0 ? <s>{amount(gross)}</s> : null} {amount(gross - line.discountMinor)}
      </div>
      {line.currentQuantity > 0 && !order.cancelledAt ? (
        <details className="menu">
          <summary className="button small">{de ? 'Ändern' : 'Change'}</summary>
          <div>
            <LineForm
              path={path}
              action="edit"
              line={line}
              label={de ? 'Neue Menge' : 'New quantity'}
              button={de ? 'Bearbeiten' : 'Edit'}
            />
            <LineForm
              path={path}
              action="refund"
              line={line}
              label={de ? 'Stück erstatten' : 'Units to refund'}
              button={de ? 'Erstatten' : 'Refund'}
            />
          </div>
        </details>
      ) : null}
    </li>
  );
}

function LineForm(props: {
  path: string;
  action: string;
  line: OrderLine;
  label: string;
  button: string;
}): ReactElement {
  return (
    <form method="post" action={`${props.path}/${props.action}`} className="inline-form">
      <input type="hidden" name="lineId" value={props.line.id} />
      <label>
        {props.label}
        <input type="number" name="quantity" min={0} defaultValue={props.line.currentQuantity} required />
      </label>
      <button className="button small">{props.button}</button>
    </form>
  );
}

/** What was charged, discount by discount. */
export function Sums({ order, language }: { order: Order; language: AdminLanguage }): ReactElement {
  const de = language === 'de';
  const amount = (minor: number) => money(minor, order.currency, language);
  const gross = order.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
  const paid = order.transactions
    .filter(({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return (
    <section className="card" aria-labelledby="sums-title">
      <h2 id="sums-title">{de ? 'Zahlung' : 'Payment'}</h2>
      <table className="sums">
        <tbody>
          <tr>
            <th scope="row">{de ? 'Zwischensumme' : 'Subtotal'}</th>
            <td>{amount(gross)}</td>
          </tr>
          {order.discountApplications.map((application, index) => (
            <tr key={index} className="discount">
              <th scope="row">
                {de ? 'Rabatt' : 'Discount'}: {application.title}
                {application.code && application.code !== application.title ? (
                  <code>{application.code}</code>
                ) : null}
              </th>
              <td>−{amount(applied(order, index))}</td>
            </tr>
          ))}
          {shippingLinesOf(order).map((shipping) => (
            <tr key={shipping.id}>
              <th scope="row">
                {de ? 'Versand' : 'Shipping'}: {shipping.title}
              </th>
              <td>{amount(shipping.priceMinor)}</td>
            </tr>
          ))}
          <tr className="total">
            <th scope="row">{de ? 'Gesamt' : 'Total'}</th>
            <td>{amount(order.totalMinor)}</td>
          </tr>
          <tr>
            <th scope="row">{de ? 'Bezahlt' : 'Paid'}</th>
            <td>{amount(paid)}</td>
          </tr>
          {order.presentmentRate === undefined ? null : (
            <tr>
              <th scope="row">
                {de ? 'Bezahlte Währung' : 'Paid in'} {order.presentmentCurrency}
                <small className="muted">
                  1 {order.currency} = {order.presentmentRate} {order.presentmentCurrency}
                </small>
              </th>
              <td>{money(presentmentView(order).totalMinor, order.presentmentCurrency, language)}</td>
            </tr>
          )}
          {order.currentTotalMinor !== order.totalMinor ? (
            <tr>
              <th scope="row">{de ? 'Aktuelle Summe' : 'Current total'}</th>
              <td>{amount(order.currentTotalMinor)}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </section>
  );
}

/** What one discount took off lines, or off the delivery. */
function applied(order: Order, index: number): number {
  if (order.discountApplications[index]?.targetType === 'shipping_line') {
    return shippingLinesOf(order)
      .filter(({ applicationIndex }) => (applicationIndex ?? index) === index)
      .reduce((sum, { discountMinor }) => sum + discountMinor, 0);
  }
  return order.lines
    .flatMap((line) => line.discountAllocations)
    .filter(({ applicationIndex }) => applicationIndex === index)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
