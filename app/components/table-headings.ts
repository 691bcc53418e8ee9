import type { IndexTableProps } from '@shopify/polaris';

/**
 * Column headings of an IndexTable.
 * @param numeric indexes of the columns that are aligned to the end
 */
export function tableHeadings(titles: string[], numeric: number[] = []): IndexTableProps['headings'] {
  const [first = '', ...rest] = titles;
  const heading = (title: string, index: number) => ({
    title,
    alignment: numeric.includes(index) ? ('end' as const) : ('start' as const),
  });
  return [heading(first, 0), ...rest.map((title, index) => heading(title, index + 1))];
}
