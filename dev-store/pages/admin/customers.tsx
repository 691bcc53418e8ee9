import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import type { Customer } from '../../model/types';
import { money } from '../format';
import { Badge } from './badges';
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

export const CONSENT = {
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
