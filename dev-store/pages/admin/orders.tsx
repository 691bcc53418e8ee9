import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import type { Order } from '../../model/types';
import { dateTime, money } from '../format';
import { OrderBadges } from './badges';
import { ListCard, type Listing } from './list';
import { AdminShell, PageHeader } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

/** Newest first; the search looks at number, e-mail address, customer name and tags. */
export function findOrders(context: ShopContext, search: string): Order[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (order: Order) => {
    const customer = order.customerId === null ? undefined : context.state.get('customer', order.customerId);
    const text = [
      order.name,
      order.email,
      customer?.firstName,
      customer?.lastName,
      customer?.email,
      ...order.tags,
    ];
    const haystack = text.filter(Boolean).join(' ').toLowerCase();
    return words.every((word) => haystack.includes(word));
  };
  return [...context.state.all('order').values()].filter(matches).sort((a, b) => b.number - a.number);
}

export function customerName(context: ShopContext, id: number | null): string {
  const customer = id === null ? undefined : context.state.get('customer', id);
  return customer ? `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? '') : '';
}

export function Orders({
  context,
  language,
  list,
}: {
  context: ShopContext;
  language: AdminLanguage;
  list: Listing<Order>;
}): ReactElement {
  const { shop } = context.state;
  const text = ADMIN_TEXTS[language];
  const de = language === 'de';
  const path = `/store/${shop.handle}/orders`;
  const head = de
    ? ['Bestellung', 'Datum', 'Kunde', '#Gesamt', 'Status', '#Artikel']
    : ['Order', 'Date', 'Customer', '#Total', 'Status', '#Items'];
  return (
    <AdminShell context={context} language={language} title={text.orders} current="orders" path={path}>
      <div className="page">
        <PageHeader title={text.orders} />
        <ListCard list={list} language={language} label={text.orders} head={head}>
          {list.rows.map((order) => (
            <tr key={order.id} className={order.cancelledAt ? 'cancelled' : undefined}>
              <td>
                <a className="row-link" href={`${path}/${order.id}`}>
                  {order.name}
                </a>
              </td>
              <td className="nowrap">{dateTime(order.createdAt, shop.timeZone, language)}</td>
              <td>{customerName(context, order.customerId) || order.email}</td>
              <td className="number">{money(order.totalMinor, order.currency, language)}</td>
              <td>
                <OrderBadges order={order} language={language} />
              </td>
              <td className="number">{order.lines.reduce((sum, line) => sum + line.currentQuantity, 0)}</td>
            </tr>
          ))}
        </ListCard>
      </div>
    </AdminShell>
  );
}
