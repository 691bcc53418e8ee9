import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import type { DiscountNode, Product } from '../../model/types';
import { date, money } from '../format';
import { Badge } from './badges';
import { isDiscount } from '../../checkout/function-input-metafields';
import { Metafields, metafieldsOf } from './customer';
import { ListCard, type Listing } from './list';
import { AdminShell, PageHeader } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

interface Props {
  context: ShopContext;
  language: AdminLanguage;
}

export function findProducts(context: ShopContext, search: string): Product[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return [...context.state.all('product').values()].filter((product) => {
    const haystack = [product.title, product.productType, product.vendor, ...product.tags]
      .join(' ')
      .toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

export function Products({ context, language, list }: Props & { list: Listing<Product> }): ReactElement {
  const { shop } = context.state;
  const text = ADMIN_TEXTS[language];
  const de = language === 'de';
  const head = de
    ? ['Produkt', 'Art', 'Kollektionen', 'Varianten', '#Preis ab']
    : ['Product', 'Type', 'Collections', 'Variants', '#Price from'];
  return (
    <AdminShell
      context={context}
      language={language}
      title={text.products}
      current="products"
      path={`/store/${shop.handle}/products`}
    >
      <div className="page">
        <PageHeader title={text.products} />
        <ListCard list={list} language={language} label={text.products} head={head}>
          {list.rows.map((product) => (
            <tr key={product.id}>
              <td>
                <a
                  className="row-link with-picture"
                  href={`/shops/${shop.domain}/products/${product.handle}`}
                >
                  <img src={`/shops/${shop.domain}/images/${product.id}.svg`} alt="" width="36" height="36" />
                  {product.title}
                </a>
              </td>
              <td>{product.productType}</td>
              <td>
                {product.collectionIds
                  .map((id) => context.state.get('collection', id)?.title)
                  .filter(Boolean)
                  .join(', ')}
              </td>
              <td>{product.variants.map((variant) => variant.title).join(', ')}</td>
              <td className="number">
                {money(
                  Math.min(...product.variants.map((variant) => variant.priceMinor)),
                  shop.currency,
                  language,
                )}
              </td>
            </tr>
          ))}
        </ListCard>
      </div>
    </AdminShell>
  );
}

/** ACTIVE, SCHEDULED or EXPIRED by the dev store's clock, as the Admin API says it. */
export function discountStatus(node: DiscountNode, nowMs: number): 'ACTIVE' | 'SCHEDULED' | 'EXPIRED' {
  if (Date.parse(node.startsAt) > nowMs) return 'SCHEDULED';
  return node.endsAt !== null && Date.parse(node.endsAt) <= nowMs ? 'EXPIRED' : 'ACTIVE';
}

const TONES = { ACTIVE: 'success', SCHEDULED: 'attention', EXPIRED: 'neutral' } as const;

export function Discounts({ context, language, search }: Props & { search: string }): ReactElement {
  const { shop } = context.state;
  const text = ADMIN_TEXTS[language];
  const de = language === 'de';
  const nodes = [...context.state.all('discountNode').values()].sort((a, b) => b.id - a.id);
  const wanted = search.trim().toUpperCase();
  return (
    <AdminShell
      context={context}
      language={language}
      title={text.discounts}
      current="discounts"
      path={`/store/${shop.handle}/discounts`}
    >
      <div className="page">
        <PageHeader title={text.discounts}>
          <form className="inline-form" role="search">
            <input
              type="search"
              name="q"
              defaultValue={search}
              aria-label={de ? 'Code suchen' : 'Search codes'}
              placeholder={de ? 'Code suchen' : 'Search codes'}
            />
            <button className="button">{text.search}</button>
          </form>
        </PageHeader>
        {nodes.length === 0 ? (
          <p className="card">{de ? 'Noch keine Rabatte.' : 'No discounts yet.'}</p>
        ) : null}
        {nodes.map((node) => {
          const status = discountStatus(node, context.clock.now());
          const codes = node.codes.filter(({ code }) => code.toUpperCase().includes(wanted));
          return (
            <section key={node.id} className="card" aria-labelledby={`discount-${node.id}`}>
              <h2 id={`discount-${node.id}`} className="with-badges">
                {node.title} <Badge tone={TONES[status]}>{status.toLowerCase()}</Badge>
                <Badge tone="info">
                  {node.method === 'automatic' ? (de ? 'automatisch' : 'automatic') : 'code'}
                </Badge>
              </h2>
              <p className="muted">
                {date(node.startsAt, shop.timeZone, language)} –{' '}
                {node.endsAt ? date(node.endsAt, shop.timeZone, language) : de ? 'ohne Ende' : 'no end'} ·{' '}
                {node.discountClasses.join(', ').toLowerCase()} · {de ? 'kombinierbar mit' : 'combines with'}:{' '}
                {combinations(node) || '–'}
                {node.usageLimit === null ? '' : ` · ${de ? 'je Code' : 'per code'} ${node.usageLimit}×`}
              </p>
              {node.method === 'code' ? (
                <details className="codes" open={wanted !== ''}>
                  <summary>
                    {codes.length} {de ? 'Codes' : 'codes'},{' '}
                    {node.codes.reduce((sum, { usageCount }) => sum + usageCount, 0)}{' '}
                    {de ? 'Einlösungen' : 'uses'}
                  </summary>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">Code</th>
                        <th scope="col" className="number">
                          {de ? 'Einlösungen' : 'Uses'}
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {codes.slice(0, 500).map(({ id, code, usageCount }) => (
                        <tr key={id}>
                          <td>
                            <code>{code}</code>
                          </td>
                          <td className="number">{usageCount}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </details>
              ) : null}
              <Metafields metafields={metafieldsOf(context, isDiscount(node.id))} language={language} />
            </section>
          );
        })}
      </div>
    </AdminShell>
  );
}

function combinations({ combinesWith }: DiscountNode): string {
  const names = {
    orderDiscounts: 'order',
    productDiscounts: 'product',
    shippingDiscounts: 'shipping',
  } as const;
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((key) => combinesWith[key])
    .map((key) => names[key])
    .join(', ');
}
