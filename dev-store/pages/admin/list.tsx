import type { ReactElement, ReactNode } from 'react';
import type { AdminLanguage } from './texts';

const PAGE_SIZE = 50;

export interface Listing<Row> {
  rows: Row[];
  total: number;
  /** 1 is the first */
  page: number;
  search: string;
}

/** One page of what matches. @param page from the address, anything */
export function listing<Row>(all: Row[], search: string, page: string): Listing<Row> {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const wanted = Math.min(Math.max(1, Math.trunc(Number(page)) || 1), pages);
  return {
    rows: all.slice((wanted - 1) * PAGE_SIZE, wanted * PAGE_SIZE),
    total: all.length,
    page: wanted,
    search,
  };
}

/** A card with a search field, a table and the way to the next page. */
export function ListCard({
  list,
  language,
  label,
  head,
  children,
}: {
  list: Listing<unknown>;
  language: AdminLanguage;
  label: string;
  /** column headings; "#" in front: numbers, on the right */
  head: string[];
  children: ReactNode;
}): ReactElement {
  const de = language === 'de';
  const pages = Math.max(1, Math.ceil(list.total / PAGE_SIZE));
  const to = (page: number) =>
    `?${new URLSearchParams({ ...(list.search ? { q: list.search } : {}), page: String(page) })}`;
  return (
    <section className="card flush" aria-label={label}>
      <form className="list-search" role="search">
        <input
          type="search"
          name="q"
          defaultValue={list.search}
          aria-label={`${de ? 'Suchen' : 'Search'}: ${label}`}
          placeholder={de ? 'Suchen' : 'Search'}
        />
        <button className="button">{de ? 'Suchen' : 'Search'}</button>
      </form>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              {head.map((heading) => (
                <th key={heading} scope="col" className={heading.startsWith('#') ? 'number' : undefined}>
                  {heading.replace(/^#/, '')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {list.total === 0 ? <p className="empty">{de ? 'Nichts gefunden.' : 'Nothing found.'}</p> : null}
      <nav className="pages" aria-label={de ? 'Seiten' : 'Pages'}>
        {list.page > 1 ? <a href={to(list.page - 1)}>{de ? 'Zurück' : 'Previous'}</a> : <span />}
        <span>
          {de ? 'Seite' : 'Page'} {list.page} / {pages} · {list.total}
        </span>
        {list.page < pages ? <a href={to(list.page + 1)}>{de ? 'Weiter' : 'Next'}</a> : <span />}
      </nav>
    </section>
  );
}
