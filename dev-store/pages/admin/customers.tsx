import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import { ordersOf } from '../../model/customers';
import type { Customer, Metafield } from '../../model/types';
import { date, dateTime, money } from '../format';
import { Badge, OrderBadges } from './badges';
import { ListCard, type Listing } from './list';
import { AdminShell, PageHeader } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

/** By name; the search looks at name, e-mail address and tags. Records merged into others are left out. */
export function findCustomers(context: ShopContext, search: string): Customer[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const order = new Intl.Collator('de');
  return [...context.state.all('customer').values()]
    .filter((customer) => {
      if (customer.mergedIntoId !== null) return false;
      const { firstName, lastName, email, tags } = customer;
      const haystack = [firstName, lastName, email, ...tags].filter(Boolean).join(' ').toLowerCase();
      return words.every((word) => haystack.includes(word));
    })
    .sort((a, b) => order.compare(`${a.lastName} ${a.firstName}`, `${b.lastName} ${b.firstName}`));
}

const CONSENT = {
  SUBSCRIBED: { tone: 'success', en: 'Subscribed', de: 'Abonniert' },
  NOT_SUBSCRIBED: { tone: 'neutral', en: 'Not subscribed', de: 'Nicht abonniert' },
  UNSUBSCRIBED: { tone: 'neutral', en: 'Unsubscribed', de: 'Abgemeldet' },
  PENDING: { tone: 'attention', en: 'Pending', de: 'Ausstehend' },
} as const;

export function Customers({
  context,
  language,
  list,
}: {
  context: ShopContext;
  language: AdminLanguage;
  list: Listing<Customer>;
}): ReactElement {
  const { shop } = context.state;
  const text = ADMIN_TEXTS[language];
  const de = language === 'de';
  const path = `/store/${shop.handle}/customers`;
  const spent = new Map<number, { count: number; minor: number }>();
  for (const order of context.state.all('order').values()) {
    if (order.customerId === null) continue;
    const sum = spent.get(order.customerId) ?? { count: 0, minor: 0 };
    spent.set(order.customerId, { count: sum.count + 1, minor: sum.minor + order.currentTotalMinor });
  }
  const head = de
    ? ['Name', 'E-Mail', 'E-Mail-Werbung', '#Bestellungen', '#Ausgegeben']
    : ['Name', 'E-mail', 'E-mail marketing', '#Orders', '#Spent'];
  return (
    <AdminShell context={context} language={language} title={text.customers} current="customers" path={path}>
      <div className="page">
        <PageHeader title={text.customers} />
        <ListCard list={list} language={language} label={text.customers} head={head}>
          {list.rows.map((customer) => {
            const consent = CONSENT[customer.emailMarketing.state];
            return (
              <tr key={customer.id}>
                <td>
                  <a className="row-link" href={`${path}/${customer.id}`}>
                    {customer.lastName}, {customer.firstName}
                  </a>
                </td>
                <td>{customer.email}</td>
                <td>
                  <Badge tone={consent.tone}>{consent[language]}</Badge>
                </td>
                <td className="number">{spent.get(customer.id)?.count ?? 0}</td>
                <td className="number">
                  {money(spent.get(customer.id)?.minor ?? 0, shop.currency, language)}
                </td>
              </tr>
            );
          })}
        </ListCard>
      </div>
    </AdminShell>
  );
}

export function metafieldsOf(context: ShopContext, ownerId: string): Metafield[] {
  return [...context.state.all('metafield').values()].filter((metafield) => metafield.ownerId === ownerId);
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
              <div className="scroll" tabIndex={0} role="group" aria-labelledby="orders-title">
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
            <Metafields
              metafields={metafieldsOf(context, `gid://shopify/Customer/${customer.id}`)}
              language={language}
            />
          </div>
          <div>
            <section className="card" aria-labelledby="contact-title">
              <h2 id="contact-title">{de ? 'Kontakt' : 'Contact'}</h2>
              <p className="break">{customer.email}</p>
              {customer.phone ? <p>{customer.phone}</p> : null}
              {customer.address ? (
                <address>
                  {customer.address.address1}
                  <br />
                  {customer.address.zip} {customer.address.city}, {customer.address.countryCode}
                </address>
              ) : null}
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
                <p className="badges">
                  {customer.tags.map((tag) => (
                    <Badge key={tag} tone="neutral">
                      {tag}
                    </Badge>
                  ))}
                </p>
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
