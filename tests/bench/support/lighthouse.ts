import lighthouse from 'lighthouse';

/**
 * Lighthouse's performance (0 to 100, as for a phone) of a page in the Chromium that listens at this port.
 * @param cookie who looks at it
 * @param mark of the page's HTML that must be there; null: what must not be there is `data-theme-block`
 */
export async function performanceOf(
  url: string,
  port: number,
  cookie: string,
  mark: string | null,
): Promise<number> {
  const html = await (await fetch(url, { headers: { Cookie: cookie } })).text();
  if (html.includes(mark ?? 'data-theme-block') !== (mark !== null))
    throw new Error(`${url} is not the page that was to be measured`);
  const result = await lighthouse(url, {
    port,
    onlyCategories: ['performance'],
    logLevel: 'error',
    extraHeaders: { Cookie: cookie },
    disableStorageReset: true,
  });
  const category = result?.lhr.categories['performance'];
  if (typeof category?.score !== 'number')
    throw new Error(`Lighthouse gave ${url} no points: ${JSON.stringify(result?.lhr.runtimeError ?? null)}`);
  return category.score * 100;
}
