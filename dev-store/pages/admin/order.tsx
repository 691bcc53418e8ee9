import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import type { Order, WebhookDelivery } from '../../model/types';
import { dateTime } from '../format';
import { PostalAddress } from '../postal-address';
import { Badge, OrderBadges, Tags } from './badges';
import { Line, Sums } from './order-parts';
import { customerName } from './orders';
import { AdminShell, PageHeader } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';
import { orderTimeline } from './timeline';

export interface OrderPageProps {
  context: ShopContext;
  language: AdminLanguage;
  order: Order;
  deliveries: WebhookDelivery[];
  /** why the last button did nothing */
  refusal: string | null;
}

/** Webhook deliveries about this order, newest first. */
export function deliveriesOf(context: ShopContext, order: Order): WebhookDelivery[] {
  const about = new RegExp(
    `^\\{"(id|order_id)":${order.id}[,}]|"order_id":${order.id}[,}]|^\\{"id":\\d+,"order_id":${order.id}`,
  );
  return [...context.state.all('webhookDelivery').values()]
    .filter(({ topic, body }) => /^(orders|refunds|fulfillments)\//.test(topic) && about.test(body))
    .sort((a, b) => b.id - a.id)
    .slice(0, 30);
}

export function OrderPage({ context, language, order, deliveries, refusal }: OrderPageProps): ReactElement {
  const { shop } = context.state;
  const de = language === 'de';
  const orders = `/store/${shop.handle}/orders`;
  const path = `${orders}/${order.id}`;
  const customer = order.customerId === null ? undefined : context.state.get('customer', order.customerId);
  const owed =
    ['pending', 'authorized', 'partially_paid'].includes(order.financialStatus) && !order.cancelledAt;
  return (
    <AdminShell context={context} language={language} title={order.name} current="orders" path={path}>
      <div className="page">
        <PageHeader
          title={order.name}
          back={{ href: orders, label: ADMIN_TEXTS[language].orders }}
          badges={<OrderBadges order={order} language={language} />}
        >
          {owed ? (
            <Act path={path} action="mark-paid" label={de ? 'Als bezahlt markieren' : 'Mark as paid'} />
          ) : null}
          {order.fulfillments.length > 0 && !order.deliveredAt ? (
            <Act path={path} action="deliver" label={de ? 'Als zugestellt melden' : 'Mark as delivered'} />
          ) : null}
          {order.fulfillmentStatus === null && !order.cancelledAt ? (
            <Act path={path} action="fulfil" label={de ? 'Ausführen' : 'Fulfil'} primary />
          ) : null}
        </PageHeader>
        <p className="subtitle">
          {dateTime(order.createdAt, shop.timeZone, language)} · {order.sourceName}
        </p>
        {refusal ? (
          <p className="banner critical" role="alert">
            {refusal}
          </p>
        ) : null}
        <div className="columns">
          <div>
            <section className="card flush" aria-labelledby="lines-title">
              <h2 id="lines-title">{de ? 'Artikel' : 'Items'}</h2>
              <ul className="order-lines">
                {order.lines.map((line) => (
                  <Line key={line.id} order={order} line={line} path={path} language={language} />
                ))}
              </ul>
            </section>
            <Sums order={order} language={language} />
            <section className="card" aria-labelledby="timeline-title">
              <h2 id="timeline-title">{de ? 'Verlauf' : 'Timeline'}</h2>
              <ol className="timeline">
                {orderTimeline(order, language).map(({ at, text }, index) => (
                  <li key={index}>
                    <span>{text}</span>
                    <time dateTime={at}>{dateTime(at, shop.timeZone, language)}</time>
                  </li>
                ))}
              </ol>
            </section>
          </div>
          <div>
            <section className="card" aria-labelledby="customer-title">
              <h2 id="customer-title">{de ? 'Kunde' : 'Customer'}</h2>
              {customer ? (
                <p>
                  <a href={`/store/${shop.handle}/customers/${customer.id}`}>
                    {customerName(context, customer.id)}
                  </a>
                </p>
              ) : (
                <p>{de ? 'Kein Kunde' : 'No customer'}</p>
              )}
              <p className="break">{order.email}</p>
              <PostalAddress address={order.address} named />
              <p className="muted">
                {de ? 'Sprache' : 'Language'}: {order.customerLocale}
              </p>
            </section>
            {order.tags.length > 0 || order.note ? (
              <section className="card" aria-labelledby="notes-title">
                <h2 id="notes-title">{de ? 'Notiz und Tags' : 'Note and tags'}</h2>
                {order.note ? <p>{order.note}</p> : null}
                <Tags tags={order.tags} />
              </section>
            ) : null}
            <section className="card" aria-labelledby="more-title">
              <h2 id="more-title">{de ? 'Erstatten und stornieren' : 'Refund and cancel'}</h2>
              <div className="stack">
                <Act path={path} action="refund" label={de ? 'Alles erstatten' : 'Refund everything'} />
                <form method="post" action={`${path}/cancel`} className="stack">
                  <label>
                    {de ? 'Grund' : 'Reason'}
                    <select name="reason" defaultValue="customer">
                      {['customer', 'inventory', 'fraud', 'declined', 'staff', 'other'].map((reason) => (
                        <option key={reason}>{reason}</option>
                      ))}
                    </select>
                  </label>
                  <label className="check">
                    <input type="checkbox" name="refund" value="1" defaultChecked />{' '}
                    {de ? 'und erstatten' : 'and refund'}
                  </label>
                  <button className="button critical">{de ? 'Bestellung stornieren' : 'Cancel order'}</button>
                </form>
              </div>
            </section>
            <section className="card" aria-labelledby="webhooks-title">
              <h2 id="webhooks-title">Webhooks</h2>
              {deliveries.length === 0 ? (
                <p className="muted">{de ? 'Keine verschickt.' : 'None sent.'}</p>
              ) : null}
              <ul className="deliveries">
                {deliveries.map((delivery) => (
                  <li key={delivery.id}>
                    <code>{delivery.topic}</code>
                    <Badge
                      tone={deliveryTone(delivery)}
                    >{`${delivery.state} · ${delivery.attempts.length}`}</Badge>
                    <form method="post" action={`${path}/resend`}>
                      <button className="link" name="deliveryId" value={delivery.id}>
                        {de ? 'Erneut senden' : 'Resend'}
                      </button>
                    </form>
                  </li>
                ))}
              </ul>
            </section>
          </div>
        </div>
      </div>
    </AdminShell>
  );
}

const deliveryTone = ({ state }: WebhookDelivery) =>
  state === 'delivered' ? 'success' : state === 'failed' ? 'critical' : 'attention';

function Act(props: { path: string; action: string; label: string; primary?: boolean }): ReactElement {
  return (
    <form method="post" action={`${props.path}/${props.action}`}>
      <button className={props.primary ? 'button primary' : 'button'}>{props.label}</button>
    </form>
  );
}
