import type { ReactElement, ReactNode } from 'react';
import type { ShopContext } from '../../context';
import { date } from '../format';
import { Document } from '../html';
import { Icon, type IconName } from '../icons';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

export interface ShellProps {
  context: ShopContext;
  language: AdminLanguage;
  title: string;
  /** the entry of the left navigation that is current; "app" for the app */
  current: 'home' | 'orders' | 'products' | 'customers' | 'discounts' | 'app';
  /** address of this page, where the language switch comes back to */
  path: string;
  children: ReactNode;
}

/** The frame of every admin page: dark top bar, left navigation, content. Looks like Shopify's, is not. */
export function AdminShell({ context, language, title, current, path, children }: ShellProps): ReactElement {
  const { shop } = context.state;
  const text = ADMIN_TEXTS[language];
  const store = `/store/${shop.handle}`;
  const now = new Date(context.clock.now()).toISOString();
  const entry = (name: Exclude<ShellProps['current'], 'app'>, icon: IconName, path = `/${name}`) => (
    <li>
      <a href={store + path} aria-current={current === name ? 'page' : undefined}>
        <Icon name={icon} />
        {text[name]}
      </a>
    </li>
  );
  const links = (
    <>
      <ul>
        {entry('home', 'home', '')}
        {entry('orders', 'orders')}
        {entry('products', 'products')}
        {entry('customers', 'customers')}
        {entry('discounts', 'discounts')}
      </ul>
      <h2>{text.apps}</h2>
      <ul>
        <li>
          <a
            href={`${store}/apps/${context.app.handle}`}
            aria-current={current === 'app' ? 'true' : undefined}
          >
            <span className="app-mark" aria-hidden="true">
              {context.app.name.slice(0, 1)}
            </span>
            {context.app.name}
          </a>
          <ul className="app-nav" data-app-nav={shop.handle} />
        </li>
      </ul>
      <h2>{text.devStore}</h2>
      <ul>
        <li>
          <a href={`/shops/${shop.domain}/`}>
            <Icon name="storefront" />
            {text.storefront}
          </a>
        </li>
        <li>
          <a href="/mailbox">
            <Icon name="mail" />
            {text.mailbox}
          </a>
        </li>
        <li>
          <a href={`${store}#clock`}>
            <Icon name="clock" />
            {text.clock}
          </a>
        </li>
      </ul>
    </>
  );
  return (
    <Document
      lang={language}
      title={`${title} · ${shop.name}`}
      surface="admin"
      scripts={['/assets/dev-store/shell.js']}
    >
      <a className="skip" href="#content">
        {text.skip}
      </a>
      <header className="topbar">
        <details className="menu-button">
          <summary aria-label={text.menu}>
            <Icon name="menu" />
          </summary>
          <nav aria-label={text.menu}>{links}</nav>
        </details>
        <a className="wordmark" href={store}>
          <Icon name="bag" />
          <span>{text.devStore}</span>
        </a>
        <form className="search" action={`${store}/orders`} role="search">
          <Icon name="search" />
          <input
            name="q"
            type="search"
            placeholder={text.search}
            aria-label={`${text.search}: ${text.orders}`}
          />
        </form>
        <div
          className="save-bar"
          data-save-bar=""
          data-save={text.save}
          data-discard={text.discard}
          hidden
          role="status"
        >
          <span>{text.unsaved}</span>
          <span data-save-bar-actions="" />
        </div>
        <div className="topbar-end">
          <a className="topbar-clock" href={`${store}#clock`} title={text.clock}>
            <Icon name="clock" />
            {date(now, shop.timeZone, language)}
          </a>
          <form method="post" action={`${store}/language`} className="languages" aria-label={text.language}>
            <input type="hidden" name="back" value={path} />
            {(['en', 'de'] as const).map((code) => (
              <button key={code} name="language" value={code} aria-pressed={code === language} lang={code}>
                {code.toUpperCase()}
              </button>
            ))}
          </form>
          <span className="store-name">
            <span className="avatar" aria-hidden="true">
              {shop.name.slice(0, 2).toUpperCase()}
            </span>
            {shop.name}
          </span>
        </div>
      </header>
      <div className="admin-body">
        <nav className="sidebar" aria-label={text.menu}>
          {links}
        </nav>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <div className="toasts" data-toasts="" role="status" aria-live="polite" />
      <dialog className="leave" data-leave="" aria-labelledby="leave-title">
        <form method="dialog">
          <h2 id="leave-title">{text.leaveTitle}</h2>
          <p>{text.leaveText}</p>
          <div className="actions">
            <button className="button" value="stay">
              {text.stay}
            </button>
            <button className="button critical primary" value="leave">
              {text.leave}
            </button>
          </div>
        </form>
      </dialog>
    </Document>
  );
}

/** Title, optional way back and actions above an admin page's cards. */
export function PageHeader({
  title,
  back,
  badges,
  children,
}: {
  title: string;
  back?: { href: string; label: string };
  badges?: ReactNode;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className="page-header">
      {back ? (
        <a className="back" href={back.href} aria-label={back.label}>
          <Icon name="back" />
        </a>
      ) : null}
      <h1>{title}</h1>
      {badges}
      <div className="actions">{children}</div>
    </div>
  );
}
