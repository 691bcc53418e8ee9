import type { ReactElement } from 'react';
import type { ShopContext } from '../../context';
import { dateTime } from '../format';
import { Icon, type IconName } from '../icons';
import { AdminShell, PageHeader } from './shell';
import { ADMIN_TEXTS, type AdminLanguage } from './texts';

export interface HomeProps {
  context: ShopContext;
  language: AdminLanguage;
  /** set after a move of the clock */
  notice: { tone: 'success' | 'critical'; text: string } | null;
}

/** The shop at a glance, every place to go, and the clock. */
export function Home({ context, language, notice }: HomeProps): ReactElement {
  const { shop } = context.state;
  const text = ADMIN_TEXTS[language];
  const de = language === 'de';
  const store = `/store/${shop.handle}`;
  const count = (kind: 'order' | 'product' | 'customer' | 'discountNode') => context.state.all(kind).size;
  const now = new Date(context.clock.now()).toISOString();
  return (
    <AdminShell context={context} language={language} title={text.home} current="home" path={store}>
      <div className="page">
        <PageHeader title={shop.name} />
        {notice ? (
          <p className={`banner ${notice.tone}`} role="status">
            {notice.text}
          </p>
        ) : null}
        <div className="tiles">
          <Tile
            href={`${store}/apps/${context.app.handle}`}
            icon="bag"
            title={context.app.name}
            detail={de ? 'Die App, eingebettet in diese Verwaltung' : 'The app, embedded in this admin'}
            strong
          />
          <Tile href={`${store}/orders`} icon="orders" title={text.orders} detail={String(count('order'))} />
          <Tile
            href={`${store}/customers`}
            icon="customers"
            title={text.customers}
            detail={String(count('customer'))}
          />
          <Tile
            href={`${store}/products`}
            icon="products"
            title={text.products}
            detail={String(count('product'))}
          />
          <Tile
            href={`${store}/discounts`}
            icon="discounts"
            title={text.discounts}
            detail={String(count('discountNode'))}
          />
          <Tile
            href="/mailbox"
            icon="mail"
            title={text.mailbox}
            detail={de ? 'Was die App verschickt hat' : 'What the app has sent'}
          />
          <Tile
            href={`/shops/${shop.domain}/`}
            icon="storefront"
            title={text.storefront}
            detail={shop.domain}
          />
        </div>
        <section className="card" id="clock" aria-labelledby="clock-title">
          <h2 id="clock-title">{text.clock}</h2>
          <p>
            {de ? 'In diesem Shop ist es jetzt ' : 'In this shop it is now '}
            <strong>
              <time dateTime={now}>{dateTime(now, shop.timeZone, language)}</time>
            </strong>{' '}
            ({shop.timeZone}).{' '}
            {de
              ? 'Die Uhr geht nur vorwärts; die App folgt ihr.'
              : 'The clock only moves forward; the app follows it.'}
          </p>
          <div className="clock-forms">
            <form method="post" action={`${store}/clock`}>
              <fieldset className="button-group">
                <legend>{de ? 'Vorstellen um' : 'Move forward by'}</legend>
                {[1, 7, 30, 365].map((days) => (
                  <button key={days} className="button" name="days" value={days}>
                    {days} {days === 1 ? (de ? 'Tag' : 'day') : de ? 'Tage' : 'days'}
                  </button>
                ))}
              </fieldset>
            </form>
            <form method="post" action={`${store}/clock`} className="inline-form">
              <label>
                {de ? 'Auf dieses Datum, 9 Uhr' : 'To this date, 9 a.m.'}
                <input type="date" name="date" required min={localDate(context.clock.now(), shop.timeZone)} />
              </label>
              <button className="button primary">{de ? 'Vorstellen' : 'Move'}</button>
            </form>
          </div>
        </section>
        <section className="card" aria-labelledby="shop-title">
          <h2 id="shop-title">{de ? 'Über diesen Shop' : 'About this shop'}</h2>
          <dl className="facts">
            <dt>{de ? 'Adresse' : 'Domain'}</dt>
            <dd>{shop.domain}</dd>
            <dt>Plan</dt>
            <dd>{shop.planName}</dd>
            <dt>{de ? 'Währung' : 'Currency'}</dt>
            <dd>{shop.currency}</dd>
            <dt>App</dt>
            <dd>
              {shop.app ? (de ? 'installiert' : 'installed') : de ? 'nicht installiert' : 'not installed'}
            </dd>
          </dl>
        </section>
        <p className="footnote">
          {de
            ? 'Lokaler Ersatz für Shopify zum Entwickeln. Alle Menschen und Bestellungen sind erfunden.'
            : 'A local stand-in of Shopify for development. All people and orders are made up.'}
        </p>
      </div>
    </AdminShell>
  );
}

function Tile(props: {
  href: string;
  icon: IconName;
  title: string;
  detail: string;
  strong?: boolean;
}): ReactElement {
  return (
    <a className={props.strong ? 'tile strong' : 'tile'} href={props.href}>
      <Icon name={props.icon} />
      <span>
        <strong>{props.title}</strong>
        <small>{props.detail}</small>
      </span>
    </a>
  );
}

/** The shop's date, as `<input type="date">` wants it. */
function localDate(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(ms));
}
