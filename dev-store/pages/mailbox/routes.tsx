import type express from 'express';
import type { ReactElement, ReactNode } from 'react';
import type { Mail, MailSummary } from '../../mail/mail-store';
import type { PagesDeps } from '../deps';
import { dateTime } from '../format';
import { Document, NotFound, sendPage } from '../html';
import { idOf, page, queryText } from '../http';
import { Icon } from '../icons';

const PAGE_SIZE = 50;
const TABS = { html: 'HTML', text: 'Text', headers: 'Headers', raw: 'Raw' } as const;
type Tab = keyof typeof TABS;

/** The mailbox: everything the SMTP server took, whoever it was meant for. The JSON form is `/mailbox.json`. */
export function mountMailbox(app: express.Express, deps: PagesDeps): void {
  const timeZone = () => {
    const first = deps.domains()[0];
    return (first === undefined ? undefined : deps.shop(first)?.state.shop.timeZone) ?? 'UTC';
  };

  app.get(
    '/mailbox',
    page(async (request, response) => {
      const search = queryText(request, 'q');
      const offset = Math.max(0, Math.trunc(Number(queryText(request, 'offset'))) || 0);
      const { mails, total } = await deps.mailbox.list({ search, limit: PAGE_SIZE, offset });
      sendPage(response, <MailList {...{ mails, total, search, offset, timeZone: timeZone() }} />);
    }),
  );

  app.get(
    '/mailbox/:id(\\d+)',
    page(async (request, response) => {
      const mail = await deps.mailbox.get(idOf(request.params['id']));
      if (!mail) {
        sendPage(response, <NotFound what="There is no such mail." home="/mailbox" />, 404);
        return;
      }
      const wanted = queryText(request, 'tab');
      const tab: Tab = wanted in TABS ? (wanted as Tab) : mail.html === null ? 'text' : 'html';
      sendPage(response, <MailPage mail={mail} tab={tab} timeZone={timeZone()} />);
    }),
  );
}

function MailboxShell({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <Document lang="en" title={`${title} · Mailbox`} surface="mailbox">
      <header className="mailbox-header">
        <a href="/mailbox">
          <Icon name="mail" />
          <strong>Mailbox</strong>
        </a>
        <span>Every e-mail that was sent to the dev store. Nothing leaves this machine.</span>
        <a href="/">Admin</a>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </Document>
  );
}

function MailList(props: {
  mails: MailSummary[];
  total: number;
  search: string;
  offset: number;
  timeZone: string;
}): ReactElement {
  const { mails, total, search, offset, timeZone } = props;
  const to = (start: number) => `?${new URLSearchParams({ q: search, offset: String(start) })}`;
  return (
    <MailboxShell title={`${total} mails`}>
      <h1 className="visually-hidden">Mailbox</h1>
      <form className="inline-form mail-search" role="search">
        <input
          type="search"
          name="q"
          defaultValue={search}
          placeholder="Search addresses and subjects"
          aria-label="Search addresses and subjects"
        />
        <button className="button">Search</button>
      </form>
      {mails.length === 0 ? (
        <p className="card empty">
          {search ? 'No mail matches.' : 'No mail yet. Place an order, or move the clock to an anniversary.'}
        </p>
      ) : (
        <ul className="mails card flush">
          {mails.map((mail) => (
            <li key={mail.id}>
              <a href={`/mailbox/${mail.id}`}>
                <span className="mail-to">{mail.to.join(', ')}</span>
                <strong>{mail.subject || '(no subject)'}</strong>
                <time dateTime={mail.receivedAt}>{dateTime(mail.receivedAt, timeZone, 'en')}</time>
              </a>
            </li>
          ))}
        </ul>
      )}
      <nav className="pages" aria-label="Pages">
        {offset > 0 ? <a href={to(Math.max(0, offset - PAGE_SIZE))}>Newer</a> : <span />}
        <span>
          {mails.length === 0 ? 0 : offset + 1}–{offset + mails.length} of {total}
        </span>
        {offset + mails.length < total ? <a href={to(offset + PAGE_SIZE)}>Older</a> : <span />}
      </nav>
    </MailboxShell>
  );
}

function MailPage({ mail, tab, timeZone }: { mail: Mail; tab: Tab; timeZone: string }): ReactElement {
  return (
    <MailboxShell title={mail.subject || '(no subject)'}>
      <article className="card mail">
        <p>
          <a href="/mailbox">All mails</a>
        </p>
        <h1>{mail.subject || '(no subject)'}</h1>
        <dl className="facts">
          <dt>From</dt>
          <dd className="break">{mail.from}</dd>
          <dt>To</dt>
          <dd className="break">{mail.to.join(', ')}</dd>
          <dt>Received</dt>
          <dd>
            <time dateTime={mail.receivedAt}>{dateTime(mail.receivedAt, timeZone, 'en')}</time>
          </dd>
        </dl>
        <nav className="tabs" aria-label="Parts of the mail">
          {(Object.keys(TABS) as Tab[]).map((name) => (
            <a
              key={name}
              href={`/mailbox/${mail.id}?tab=${name}`}
              aria-current={name === tab ? 'page' : undefined}
            >
              {TABS[name]}
            </a>
          ))}
        </nav>
        <MailPart mail={mail} tab={tab} />
      </article>
    </MailboxShell>
  );
}

function MailPart({ mail, tab }: { mail: Mail; tab: Tab }): ReactElement {
  switch (tab) {
    case 'html':
      if (mail.html === null) return <p className="empty">This mail has no HTML part.</p>;
      // No scripts, no forms, no access to this page; a link opens a tab of its own.
      return (
        <iframe
          title="HTML part"
          className="mail-html"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={`<base target="_blank">${mail.html}`}
        />
      );
    case 'text':
      return mail.text === null ? (
        <p className="empty">This mail has no text part.</p>
      ) : (
        <pre className="mail-text">{mail.text}</pre>
      );
    case 'headers':
      return (
        <div className="scroll">
          <table>
            <tbody>
              {mail.headers.map(({ name, value }, index) => (
                <tr key={index}>
                  <th scope="row">{name}</th>
                  <td className="break">
                    <code>{value}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'raw':
      return <pre className="mail-text">{mail.raw}</pre>;
  }
}
