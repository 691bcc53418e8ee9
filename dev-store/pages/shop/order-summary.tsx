import type { ReactElement } from 'react';
import type { Order } from '../../model/types';
import { presentmentView, shippingLinesOf } from '../../model/presentment';
import { money } from '../format';
import { findVariant, type Visitor } from './visitor';

/** A page about an order that has been placed: thank-you, order status. */
export interface PlacedOrder {
  visitor: Visitor;
  order: Order;
  /** of the app's extension on that page */
  surface?: ReactElement;
}

/** Lines, discounts and sums of an order that has been placed. */
export function OrderSummary({ visitor, ...given }: { visitor: Visitor; order: Order }): ReactElement {
  const { text, language, base, context } = visitor;
  // as it was paid
  const order = presentmentView(given.order);
  const amount = (minor: number) => money(minor, order.currency, language);
  return (
    <section className="panel" aria-label={text.summary}>
      <ul className="summary-lines">
        {order.lines.map((line) => (
          <SummaryLine
            key={line.id}
            picture={
              line.variantId === null
                ? null
                : pictureOf(base, findVariant(context, line.variantId)?.product.id)
            }
            title={line.title}
            quantity={line.quantity}
            grossMinor={line.unitPriceMinor * line.quantity}
            discountMinor={line.discountMinor}
            amount={amount}
            notes={line.discountAllocations.map(({ amountMinor, applicationIndex }) => ({
              title: order.discountApplications[applicationIndex]?.title ?? '',
              amountMinor,
            }))}
          />
        ))}
      </ul>
      <table className="sums">
        <tbody>
          <tr>
            <th scope="row">{text.subtotal}</th>
            <td>{amount(order.subtotalMinor)}</td>
          </tr>
          {shippingLinesOf(order).map(({ id, title, priceMinor, discountMinor }) => (
            <tr key={id}>
              <th scope="row">
                {text.shipping}: {title}
              </th>
              <td>
                {discountMinor > 0 ? <s>{amount(priceMinor)}</s> : null}{' '}
                {priceMinor === discountMinor ? text.free : amount(priceMinor - discountMinor)}
              </td>
            </tr>
          ))}
          <tr className="total">
            <th scope="row">{text.total}</th>
            <td>{amount(order.totalMinor)}</td>
          </tr>
          {order.discountsMinor > 0 ? (
            <tr className="discount">
              <th scope="row">{text.youSave}</th>
              <td>{amount(order.discountsMinor)}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </section>
  );
}

export const pictureOf = (base: string, productId: number | undefined): string | null =>
  productId === undefined ? null : `${base}/images/${productId}.svg`;

/** One line of a checkout or order: the list price struck through when something was taken off, and why. */
export function SummaryLine(props: {
  picture: string | null;
  title: string;
  quantity: number;
  grossMinor: number;
  discountMinor: number;
  amount: (minor: number) => string;
  notes: { title: string; amountMinor: number }[];
}): ReactElement {
  const { picture, title, quantity, grossMinor, discountMinor, amount, notes } = props;
  return (
    <li>
      <span className="thumb">
        {picture ? <img src={picture} alt="" width="56" height="56" /> : null}
        <b aria-hidden="true">{quantity}</b>
      </span>
      <span className="line-main">
        <strong>
          <span className="visually-hidden">{quantity} × </span>
          {title}
        </strong>
        {notes.map((note, index) => (
          <span key={index} className="discount-note">
            {note.title} (−{amount(note.amountMinor)})
          </span>
        ))}
      </span>
      <span className="line-price">
        {discountMinor > 0 ? <s>{amount(grossMinor)}</s> : null} {amount(grossMinor - discountMinor)}
      </span>
    </li>
  );
}
