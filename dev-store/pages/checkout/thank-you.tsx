import type { ReactElement } from 'react';
import { Icon } from '../icons';
import { ShopPage } from '../shop/layout';
import { PostalAddress } from '../postal-address';
import { OrderSummary, type PlacedOrder } from '../shop/order-summary';

/** Shown once the order stands, and again whenever its address is opened. */
export function ThankYouPage({ visitor, order, surface }: PlacedOrder): ReactElement {
  const { base, text, context, customer } = visitor;
  const name = order.address?.firstName ?? '';
  const own = customer !== null && customer.id === order.customerId;
  return (
    <ShopPage visitor={visitor} title={text.thanks} hasSurfaces={surface !== undefined}>
      <div className="narrow wide">
        <div className="thanks">
          <span className="check-mark">
            <Icon name="check" />
          </span>
          <div>
            <p className="muted">
              {text.orderNumber} <strong>{order.name}</strong>
            </p>
            <h1>
              {text.thanks}
              {name ? `, ${name}` : ''}!
            </h1>
          </div>
        </div>
        {surface}
        <section className="panel">
          <h2>{text.thanksFor}</h2>
          <p>
            {text.confirmation} <strong className="break">{order.email}</strong>.
          </p>
          {order.financialStatus === 'pending' ? <p className="banner info">{text.bankHint}</p> : null}
          <PostalAddress address={order.address} named />
        </section>
        <OrderSummary visitor={visitor} order={order} />
        <p className="actions spread">
          {own ? (
            <a className="button large" href={`${base}/account/orders/${order.id}`}>
              {text.orderStatus}
            </a>
          ) : null}
          <a className="button large" href={`/store/${context.state.shop.handle}/orders/${order.id}`}>
            {text.admin}
          </a>
          <a className="button primary large" href={`${base}/`}>
            {text.continue}
          </a>
        </p>
      </div>
    </ShopPage>
  );
}
