import type { Page } from 'playwright-core';

export interface ShownSummary {
  text: string;
  /** gross, before discounts */
  lines: number[];
  subtotal: number;
  discounts: { title: string; minor: number }[];
  shipping: number;
  shippingDiscount: number;
  total: number;
  /** how many decimals the amounts have */
  fractions: Set<number>;
}

/** What a person reads in the summary, as minor units: every amount has all of its currency's places. */
export async function readSummary(page: Page): Promise<ShownSummary> {
  const shown = await page.locator('aside').evaluate((aside) => {
    const textOf = (element: Element | null | undefined) => element?.textContent?.trim() ?? '';
    const rows = [...aside.querySelectorAll('table.sums tr')].map((row) => ({
      kind: row.className,
      head: textOf(row.querySelector('th')),
      struck: textOf(row.querySelector('td s')),
      cell: textOf(row.querySelector('td')),
    }));
    const lines = [...aside.querySelectorAll('.summary-lines > li')].map((line) => ({
      struck: textOf(line.querySelector('s')),
      price: textOf(line.querySelector('.line-price')),
    }));
    return { text: textOf(aside.querySelector('table.sums')), rows, lines };
  });
  const fractions = new Set<number>();
  const minor = (text: string): number => {
    const decimals = /[.,](\d{1,2})(?!\d)/.exec(text)?.[1]?.length ?? 0;
    if (/\d/.test(text)) fractions.add(decimals);
    return Number(text.replace(/\D/g, '') || '0');
  };
  const discounts = shown.rows
    .filter(({ kind }) => kind === 'discount')
    .map(({ head, cell }) => ({ title: head, minor: minor(cell) }));
  const [subtotal] = shown.rows;
  const delivery = shown.rows.find(({ kind, cell }, index) => index > 0 && kind === '' && cell !== '');
  const total = shown.rows.find(({ kind }) => kind === 'total');
  const before = delivery?.struck ? minor(delivery.struck) : 0;
  const after = minor((delivery?.cell ?? '').replace(delivery?.struck ?? '', ''));
  return {
    text: shown.text,
    lines: shown.lines.map(({ struck, price }) => minor(struck || price)),
    subtotal: minor(subtotal?.cell ?? ''),
    discounts,
    shipping: after,
    shippingDiscount: before === 0 ? 0 : before - after,
    total: minor(total?.cell ?? ''),
    fractions,
  };
}
