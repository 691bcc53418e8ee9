import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import { ordersOf } from '../../model/customers';
import type { Customer, Metafield } from '../../model/types';
import { date, dateTime, money } from '../format';
import { PostalAddress } from '../postal-address';
import { Badge, OrderBadges, Tags } from './badges';
import { CONSENT } from './customers';
import { AdminShell, PageHeader } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

export const isCustomer = (id: number) => (gid: string) => gid === `gid://shopify/Customer/${id}`;

export function metafieldsOf(context: ShopContext, owns: (gid: string) => boolean): Metafield[] {
  return [...context.state.all('metafield').values()].filter((metafield) => owns(metafield.ownerId));
}

export function CustomerPage({
  context,
  language,
  customer,
}: {
  context: ShopContext;
  language: AdminLanguage;
  customer: Customer;
}): ReactElement {
  const { shop } = context.state;
  const de = language === 'de';
  const customers = `/store/${shop.handle}/customers`;
  const orders = ordersOf(context.state, customer.id).sort((a, b) => b.number - a.number);
  const consent = CONSENT[customer.emailMarketing.state];
  const name = `${customer.firstName} ${customer.lastName}`.trim();
  return (
    <AdminShell
      context={context}
      language={language}
      title={name}
      current="customers"
      path={`${customers}/${customer.id}`}
    >
      <div className="page">
        <PageHeader title={name} back={{ href: customers, label: ADMIN_TEXTS[language].customers }}>
          <form method="post" action={`/shops/${shop.domain}/account/login`}>
            <button className="button" name="customerId" value={customer.id}>
              {de ? 'Im Onlineshop anmelden' : 'Sign in to the online store'}
            </button>
          </form>
        </PageHeader>
        <div className="columns">
          <div>
            <section className="card flush" aria-labelledby="orders-title">
              <h2 id="orders-title">
                {de ? 'Bestellungen' : 'Orders'} ({orders.length})
              </h2>
              <div className="scroll">
                <table>
                  <tbody>
                    {orders.map((order) => (
                      <tr key={order.id} className={order.cancelledAt ? 'cancelled' : undefined}>
                        <td>
                          <a className="row-link" href={`/store/${shop.handle}/orders/${order.id}`}>
                            {order.name}
                          </a>
                        </td>
                        <td className="nowrap">{dateTime(order.createdAt, shop.timeZone, language)}</td>
                        <td>
                          <OrderBadges order={order} language={language} />
                        </td>
                        <td className="number">{money(order.totalMinor, order.currency, language)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
            <Metafields metafields={metafieldsOf(context, isCustomer(customer.id))} language={language} />
          </div>
          <div>
            <section className="card" aria-labelledby="contact-title">
              <h2 id="contact-title">{de ? 'Kontakt' : 'Contact'}</h2>
              <p className="break">{customer.email}</p>
              {customer.phone ? <p>{customer.phone}</p> : null}
              <PostalAddress address={customer.address} />
              <dl className="facts">
                <dt>{de ? 'Sprache' : 'Language'}</dt>
                <dd>{customer.locale}</dd>
                <dt>{de ? 'Kundin seit' : 'Since'}</dt>
                <dd>{date(customer.createdAt, shop.timeZone, language)}</dd>
                <dt>{de ? 'Konto' : 'Account'}</dt>
                <dd>{customer.state.toLowerCase()}</dd>
                <dt>{de ? 'Werbung' : 'Marketing'}</dt>
                <dd>
                  <Badge tone={consent.tone}>{consent[language]}</Badge>
                </dd>
                <dt>numberOfOrders</dt>
                <dd>{customer.numberOfOrders}</dd>
              </dl>
            </section>
            {customer.tags.length > 0 ? (
              <section className="card" aria-labelledby="tags-title">
                <h2 id="tags-title">Tags</h2>
                <Tags tags={customer.tags} />
              </section>
            ) : null}
          </div>
        </div>
      </div>
    </AdminShell>
  );
}

/** Metafields as the admin lists them: name, where it belongs, value. */
export function Metafields({
  metafields,
  language,
}: {
  metafields: Metafield[];
  language: AdminLanguage;
}): ReactElement {
  const de = language === 'de';
  return (
    <section className="card" aria-labelledby="metafields-title">
      <h2 id="metafields-title">{de ? 'Metafelder' : 'Metafields'}</h2>
      {metafields.length === 0 ? <p className="muted">{de ? 'Keine.' : 'None.'}</p> : null}
      <dl className="metafields">
        {metafields.map((metafield) => (
          <div key={metafield.id}>
            <dt>
              <code>
                {metafield.namespace}.{metafield.key}
              </code>{' '}
              <small>{metafield.type}</small>
            </dt>
            <dd>
              <pre>{metafield.type === 'json' ? pretty(metafield.value) : metafield.value}</pre>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
