import type { ReactElement, ReactNode } from 'react';
import { Document } from '../html';
import { Icon } from '../icons';
import { SURFACE_SCRIPT, SURFACE_STYLES } from '../../surfaces/mount';
import { CurrencySwitch } from './currency';
import { SHOP_LANGUAGES } from './texts';
import type { Visitor } from './visitor';

/** Head and foot of every storefront page. */
export function ShopPage({
  visitor,
  title,
  hasSurfaces = false,
  children,
}: {
  visitor: Visitor;
  title: string;
  /** extensions of the app are on the page */
  hasSurfaces?: boolean;
  children: ReactNode;
}): ReactElement {
  const { context, base, text, language, customer, cart, path } = visitor;
  const { shop } = context.state;
  const items = cart.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <Document
      lang={language}
      title={`${title} – ${shop.name}`}
      surface="shop"
      scripts={hasSurfaces ? [SURFACE_SCRIPT] : []}
      styles={hasSurfaces ? [SURFACE_STYLES] : []}
    >
      <a className="skip" href="#content">
        {text.skip}
      </a>
      <header className="shop-header">
        <a className="shop-name" href={`${base}/`}>
          <img src="/assets/dev-store/icon.svg" alt="" width="36" height="36" />
          {shop.name}
        </a>
        <nav aria-label={text.shop}>
          <a href={`${base}/collections/all`}>{text.all}</a>
          {[...context.state.all('collection').values()].slice(0, 4).map((collection) => (
            <a key={collection.id} href={`${base}/collections/${collection.handle}`}>
              {collection.title}
            </a>
          ))}
        </nav>
        <div className="shop-tools">
          <CurrencySwitch
            shop={shop}
            base={base}
            currency={visitor.currency}
            label={text.currency}
            back={path}
          />
          <LanguageSwitch base={base} language={language} label={text.language} back={path} />
          <a href={customer ? `${base}/account` : `${base}/account/login`}>
            <Icon name="person" />
            <span>{customer ? customer.firstName || text.account : text.signIn}</span>
          </a>
          <a href={`${base}/cart`}>
            <Icon name="bag" />
            <span>{text.cart}</span>
            {items > 0 ? <b className="count">{items}</b> : null}
          </a>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="shop-footer">
        <p>{text.demo}</p>
        <p>
          <a href={`/store/${shop.handle}`}>{text.admin}</a> · <a href="/mailbox">{text.mailbox}</a>
        </p>
      </footer>
    </Document>
  );
}

export function LanguageSwitch(props: {
  base: string;
  language: string;
  label: string;
  back: string;
}): ReactElement {
  return (
    <form method="post" action={`${props.base}/language`} className="languages" aria-label={props.label}>
      <input type="hidden" name="back" value={props.back} />
      {SHOP_LANGUAGES.map((code) => (
        <button key={code} name="language" value={code} aria-pressed={code === props.language} lang={code}>
          {code.toUpperCase()}
        </button>
      ))}
    </form>
  );
}
