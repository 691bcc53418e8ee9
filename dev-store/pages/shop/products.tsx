import type { ReactElement } from 'react';
import type { Collection, Product } from '../../model/types';
import { money } from '../format';
import { priceMinor, priceText } from './currency';
import { ShopPage } from './layout';
import { lineTitle, sellingPlansOf, type Visitor } from './visitor';

const priceFrom = (product: Product) => Math.min(...product.variants.map(({ priceMinor }) => priceMinor));
const isOnSale = (product: Product) =>
  product.variants.some(
    ({ priceMinor, compareAtMinor }) => compareAtMinor !== null && compareAtMinor > priceMinor,
  );

export function HomePage({
  visitor,
  announcement,
}: {
  visitor: Visitor;
  /** block of the app's theme extension */
  announcement?: ReactElement;
}): ReactElement {
  const { context, text, base } = visitor;
  const products = [...context.state.all('product').values()];
  return (
    <ShopPage visitor={visitor} title={text.shop}>
      {announcement}
      <section className="hero">
        <div>
          <h1>{context.state.shop.name}</h1>
          <p>{text.tagline}</p>
          <a className="button primary large" href="#products">
            {text.browse}
          </a>
        </div>
        <HeroCup />
      </section>
      <nav className="chips" aria-label={text.collections}>
        {[...context.state.all('collection').values()].map((collection) => (
          <a key={collection.id} href={`${base}/collections/${collection.handle}`}>
            {collection.title}
          </a>
        ))}
      </nav>
      <div id="products">
        <Grid visitor={visitor} products={products.slice(0, 12)} />
      </div>
    </ShopPage>
  );
}

function HeroCup(): ReactElement {
  const steam = {
    fill: 'none',
    stroke: '#fff',
    strokeWidth: 9,
    strokeLinecap: 'round',
    opacity: 0.35,
  } as const;
  return (
    <svg viewBox="0 0 360 340" aria-hidden="true" focusable="false">
      <path d="M128 96c-26-30 22-48-4-84M184 96c-26-30 22-48-4-84M240 96c-26-30 22-48-4-84" {...steam} />
      <path d="M282 150h14a50 50 0 0 1 0 100h-30" fill="none" stroke="#f4e3d3" strokeWidth="22" />
      <path d="M72 128h224v66c0 70-48 114-112 114S72 264 72 194z" fill="#f4e3d3" />
      <ellipse cx="184" cy="128" rx="112" ry="24" fill="#fff8f0" />
      <ellipse cx="184" cy="130" rx="96" ry="17" fill="#3a1a0b" />
      <ellipse cx="168" cy="128" rx="46" ry="7" fill="#8a4a22" />
      <ellipse cx="184" cy="322" rx="168" ry="18" fill="#e6cfba" />
    </svg>
  );
}

export function CollectionPage({
  visitor,
  collection,
}: {
  visitor: Visitor;
  collection: Collection | null;
}): ReactElement {
  const products = [...visitor.context.state.all('product').values()].filter(
    (product) => collection === null || product.collectionIds.includes(collection.id),
  );
  const title = collection?.title ?? visitor.text.all;
  return (
    <ShopPage visitor={visitor} title={title}>
      <h1 className="page-title">{title}</h1>
      <Grid visitor={visitor} products={products} />
    </ShopPage>
  );
}

function Grid({ visitor, products }: { visitor: Visitor; products: Product[] }): ReactElement {
  const { base, text } = visitor;
  return (
    <ul className="grid">
      {products.map((product) => {
        const cheapest = product.variants.find(({ priceMinor }) => priceMinor === priceFrom(product));
        const compareAt = cheapest?.compareAtMinor ?? null;
        return (
          <li key={product.id}>
            <a className="product-card" href={`${base}/products/${product.handle}`}>
              <span className="picture">
                <img src={`${base}/images/${product.id}.svg`} alt="" loading="lazy" />
                {isOnSale(product) ? <b className="tag">{text.sale}</b> : null}
                {product.isGiftCard ? <b className="tag quiet">{text.giftCard}</b> : null}
              </span>
              <strong>{product.title}</strong>
              <span className="price">
                {product.variants.length > 1 ? `${text.from} ` : null}
                {priceText(visitor, priceFrom(product))}{' '}
                {compareAt !== null && compareAt > priceFrom(product) ? (
                  <s>{priceText(visitor, compareAt)}</s>
                ) : null}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export function ProductPage({
  visitor,
  product,
  card,
}: {
  visitor: Visitor;
  product: Product;
  /** block of the app's theme extension */
  card?: ReactElement;
}): ReactElement {
  const { base, text, language } = visitor;
  const plans = sellingPlansOf(product);
  return (
    <ShopPage visitor={visitor} title={product.title}>
      <div className="product">
        <div className="picture">
          <img src={`${base}/images/${product.id}.svg`} alt="" />
        </div>
        <div>
          <p className="eyebrow">{product.productType}</p>
          <h1>{product.title}</h1>
          <p className="description">{product.description}</p>
          {card}
          <form method="post" action={`${base}/cart`} className="stack">
            <fieldset className="choices">
              <legend>{text.variant}</legend>
              {product.variants.map((variant, index) => (
                <label key={variant.id} className="choice">
                  <input type="radio" name="variantId" value={variant.id} defaultChecked={index === 0} />
                  <span>{product.variants.length > 1 ? variant.title : product.title}</span>
                  <span className="price">
                    {variant.compareAtMinor !== null && variant.compareAtMinor > variant.priceMinor ? (
                      <s>{priceText(visitor, variant.compareAtMinor)}</s>
                    ) : null}{' '}
                    {priceText(visitor, variant.priceMinor)}
                  </span>
                </label>
              ))}
            </fieldset>
            {plans.length > 0 ? (
              <fieldset className="choices">
                <legend>{text.purchase}</legend>
                <label className="choice">
                  <input type="radio" name="sellingPlanId" value="" defaultChecked />
                  <span>{text.once}</span>
                </label>
                {plans.map((plan) => (
                  <label key={plan.id} className="choice">
                    <input type="radio" name="sellingPlanId" value={plan.id} />
                    <span>{plan[language]}</span>
                  </label>
                ))}
              </fieldset>
            ) : null}
            <div className="buy">
              <label>
                {text.quantity}
                <input type="number" name="quantity" min={1} max={99} defaultValue={1} required />
              </label>
              <button className="button primary large">{text.addToCart}</button>
            </div>
          </form>
        </div>
      </div>
    </ShopPage>
  );
}

export interface CartRow {
  product: Product;
  variant: Product['variants'][number];
  quantity: number;
  sellingPlanId: number | null;
}

export function CartPage({ visitor, rows }: { visitor: Visitor; rows: CartRow[] }): ReactElement {
  const { base, text, language } = visitor;
  const total = rows.reduce(
    (sum, { variant, quantity }) => sum + priceMinor(visitor, variant.priceMinor) * quantity,
    0,
  );
  return (
    <ShopPage visitor={visitor} title={text.cart}>
      <h1 className="page-title">{text.cart}</h1>
      {rows.length === 0 ? (
        <div className="empty-page">
          <p>{text.emptyCart}</p>
          <a className="button primary large" href={`${base}/collections/all`}>
            {text.browse}
          </a>
        </div>
      ) : (
        <form method="post" action={`${base}/cart/update`}>
          <ul className="cart">
            {rows.map(({ product, variant, quantity, sellingPlanId }, index) => (
              <li key={index}>
                <img src={`${base}/images/${product.id}.svg`} alt="" width="88" height="88" />
                <div>
                  <a href={`${base}/products/${product.handle}`}>{lineTitle(product, variant)}</a>
                  <span className="muted">{priceText(visitor, variant.priceMinor)}</span>
                  {sellingPlanId === null ? null : (
                    <span className="muted">{sellingPlansOf(product)[0]?.[language]}</span>
                  )}
                </div>
                <label>
                  <span className="visually-hidden">
                    {text.quantity}: {lineTitle(product, variant)}
                  </span>
                  <input
                    type="number"
                    name={`quantity${index}`}
                    min={0}
                    max={99}
                    defaultValue={quantity}
                    required
                  />
                </label>
                <strong className="number">
                  {money(priceMinor(visitor, variant.priceMinor) * quantity, visitor.currency, language)}
                </strong>
                <button
                  className="link"
                  name="remove"
                  value={index}
                  aria-label={`${text.remove}: ${lineTitle(product, variant)}`}
                >
                  {text.remove}
                </button>
              </li>
            ))}
          </ul>
          <div className="cart-foot">
            <p>
              {text.subtotal} <strong>{money(total, visitor.currency, language)}</strong>
            </p>
            <p className="muted">{text.shippingLater}</p>
            <div className="actions">
              <button className="button large">{text.update}</button>
              <button className="button primary large" name="checkout" value="1">
                {text.checkout}
              </button>
            </div>
          </div>
        </form>
      )}
    </ShopPage>
  );
}
