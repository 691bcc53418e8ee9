import { onShell, tellShell } from './channel';
import { appPath, documentUrl, type AppBridgeConfig } from './config';
import { hideSaveBars } from './save-bar';

/**
 * Keeps the shell's address in step with the app's, and carries the shell's navigation into the app: Shopify dispatches
 * `shopify:navigate` at a link element, and the app's router goes where its href says.
 */
export function followHistory(config: AppBridgeConfig): void {
  const report = () => tellShell({ type: 'history', path: appPath(location) });
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...parameters: Parameters<History['pushState']>) => {
      original(...parameters);
      report();
    };
  }
  window.addEventListener('popstate', report);
  report();
  onShell('navigate', ({ href }) => navigate(href, config));
  onShell('discardAndNavigate', ({ href }) => {
    hideSaveBars();
    navigate(href, config);
  });
}

let routers = 0;
const addEventListener = window.addEventListener.bind(window);

/** Counts who listens, so that a click before the app's scripts have run still leads somewhere. */
export function countRouters(): void {
  window.addEventListener = (...parameters: Parameters<typeof addEventListener>) => {
    if (parameters[0] === 'shopify:navigate') routers++;
    addEventListener(...parameters);
  };
}

function navigate(href: string, config: AppBridgeConfig): void {
  if (routers === 0) {
    location.assign(documentUrl(href, config));
    return;
  }
  const link = document.createElement('a');
  link.href = href;
  link.setAttribute('href', href);
  link.hidden = true;
  document.body.append(link);
  link.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true }));
  link.remove();
}

/** `open('shopify://admin/orders')`, `open(url, '_top')` and links to such addresses are the shell's to follow. */
export function patchOpen(): void {
  const original = window.open.bind(window);
  window.open = (url, target, features) => {
    const text = String(url ?? '');
    const leaves = isAdminAddress(text) || target === '_top' || target === '_parent';
    if (!leaves) return original(url, target, features);
    tellShell({ type: 'open', url: isAdminAddress(text) ? text : new URL(text, location.href).href });
    return null;
  };
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    const href = link?.getAttribute('href') ?? '';
    if (!isAdminAddress(href)) return;
    event.preventDefault();
    tellShell({ type: 'open', url: href });
  });
}

const isAdminAddress = (url: string): boolean => /^shopify:\/*admin\b/i.test(url);
