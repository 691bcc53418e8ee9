import type { ReactElement } from 'react';
import { presentmentView } from '../../model/presentment';
import { ordersOf } from '../../model/customers';
import type { Customer, Order } from '../../model/types';
import { date, dateTime, money } from '../format';
import { ShopPage } from './layout';
import { OrderSummary, type PlacedOrder } from './order-summary';
import type { ShopTexts } from './texts';
import type { Visitor } from './visitor';

export function LoginPage(props: {
  visitor: Visitor;
  found: Customer[];
  search: string;
  unknownEmail: string | null;
  /** token of the checkout that the shopper comes from, or "" */
  checkout: string;
}): ReactElement {
  const { visitor, found, search, unknownEmail, checkout } = props;
  const wayBack = <input type="hidden" name="checkout" value={checkout} />;
  const { base, text, context } = visitor;
  return (
    <ShopPage visitor={visitor} title={text.signIn}>
      <div className="narrow">
        <h1 className="page-title">{text.loginTitle}</h1>
        <p className="lead">{text.loginHint}</p>
        <form method="post" action={`${base}/account/login`} className="inline-form panel">
          {wayBack}
          <label>
            {text.email}
            <input
              type="email"
              name="email"
              required
              defaultValue={unknownEmail ?? ''}
              aria-invalid={unknownEmail !== null}
              aria-describedby={unknownEmail === null ? undefined : 'email-error'}
            />
          </label>
          <button className="button primary">{text.signIn}</button>
        </form>
        {unknownEmail === null ? null : (
          <p className="field-error" id="email-error" role="alert">
            {text.unknownEmail}
          </p>
        )}
        <form className="inline-form panel" role="search">
          {wayBack}
          <label>
            {text.searchCustomers}
            <input type="search" name="q" defaultValue={search} />
          </label>
          <button className="button">{text.search}</button>
        </form>
        <form method="post" action={`${base}/account/login`}>
          {wayBack}
          <ul className="people">
            {found.map((customer) => (
              <li key={customer.id}>
                <button name="customerId" value={customer.id}>
                  <strong>
                    {customer.firstName} {customer.lastName}
                  </strong>
                  <span>{customer.email}</span>
                  <small>
                    {ordersOf(context.state, customer.id).length} × {text.order}
                  </small>
                </button>
              </li>
            ))}
          </ul>
          {found.length === 0 ? <p className="empty">{text.noneFound}</p> : null}
        </form>
      </div>
    </ShopPage>
  );
}

/** One word for where an order is. */
function orderState(order: Order, text: ShopTexts): string {
  if (order.cancelledAt) return text.cancelled;
  if (order.financialStatus === 'refunded') return text.refunded;
  if (order.deliveredAt) return text.delivered;
  if (order.fulfillmentStatus === 'fulfilled') return text.shipped;
  return order.financialStatus === 'pending' ? text.pending : text.preparing;
}

export function AccountPage({
  visitor,
  customer,
  card,
  surface,
}: {
  visitor: Visitor;
  customer: Customer;
  /** block of the app's theme extension */
  card?: ReactElement;
  /** of the app's customer account extension */
  surface?: ReactElement;
}): ReactElement {
  const { base, text, language, context } = visitor;
  const { timeZone } = context.state.shop;
  const orders = ordersOf(context.state, customer.id).sort((a, b) => b.number - a.number);
  return (
    <ShopPage visitor={visitor} title={text.account} hasSurfaces={surface !== undefined}>
      <div className="narrow wide">
        <div className="page-header">
          <h1 className="page-title">
            {text.hello} {customer.firstName}
          </h1>
          <form method="post" action={`${base}/account/logout`} className="actions">
            <button className="button">{text.signOut}</button>
          </form>
        </div>
        <p className="lead">{customer.email}</p>
        {/* classic accounts have theme blocks, new ones extensions: never both */}
        {surface ?? card}
        <h2>{text.yourOrders}</h2>
        {orders.length === 0 ? <p className="empty">{text.noOrders}</p> : null}
        <ul className="order-cards">
          {orders.map((order) => (
            <li key={order.id}>
              <a href={`${base}/account/orders/${order.id}`}>
                <strong>{order.name}</strong>
                <span>{date(order.createdAt, timeZone, language)}</span>
                <span className="badge">{orderState(order, text)}</span>
                <strong className="number">
                  {money(presentmentView(order).totalMinor, order.presentmentCurrency, language)}
                </strong>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </ShopPage>
  );
}

/** A page that an extension of the app has in the customer account. */
export function ExtensionPage({
  visitor,
  surface,
}: {
  visitor: Visitor;
  surface: ReactElement;
}): ReactElement {
  const { base, text } = visitor;
  return (
    <ShopPage visitor={visitor} title={text.account} hasSurfaces>
      <div className="narrow wide">
        <p>
          <a href={`${base}/account`}>{text.backToAccount}</a>
        </p>
        {surface}
      </div>
    </ShopPage>
  );
}

export function OrderStatusPage({ visitor, order, surface }: PlacedOrder): ReactElement {
  const { base, text, language, context } = visitor;
  const { timeZone } = context.state.shop;
  const fulfilledAt = order.fulfillments[0]?.createdAt ?? null;
  const steps = [
    { label: text.placed, at: order.createdAt },
    { label: text.shipped, at: fulfilledAt },
    { label: text.delivered, at: order.deliveredAt },
  ];
  return (
    <ShopPage visitor={visitor} title={`${text.order} ${order.name}`} hasSurfaces={surface !== undefined}>
      <div className="narrow wide">
        <p>
          <a href={`${base}/account`}>{text.backToAccount}</a>
        </p>
        <h1 className="page-title">
          {text.order} {order.name} <span className="badge">{orderState(order, text)}</span>
        </h1>
        {order.cancelledAt ? null : (
          <ol className="steps">
            {steps.map(({ label, at }) => (
              <li key={label} className={at ? 'done' : undefined}>
                <strong>{label}</strong>
                <span>{at ? dateTime(at, timeZone, language) : '–'}</span>
              </li>
            ))}
          </ol>
        )}
        {surface}
        <OrderSummary visitor={visitor} order={order} />
      </div>
    </ShopPage>
  );
}
