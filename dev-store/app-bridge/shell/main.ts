/** The admin shell's side of the App Bridge stand-in: address, navigation, title, save bar, toasts. */
import { CHANNEL, isEnvelope, type FrameMessage, type ShellMessage } from '../protocol';
import { showNavItems, type NavEntry } from './nav';
import { pickCollections } from './resource-picker';
import { leaveGuard, showSaveBar } from './save-bar';
import { showTitleBar } from './title-bar';
import { hideToast, showToast } from './toasts';

// One list in the sidebar, one in the menu of narrow screens.
const navs = [...document.querySelectorAll<HTMLElement>('[data-app-nav]')];
const frame = document.querySelector<HTMLIFrameElement>('iframe[data-app-origin]');

/** Entries are known only once the app has told them; other admin pages show the ones of last time. */
const rememberedAs = `stammkunde-nav:${navs[0]?.dataset['appNav'] ?? ''}`;

const remembered = JSON.parse(localStorage.getItem(rememberedAs) ?? '[]') as NavEntry[];
for (const nav of navs) showNavItems(nav, remembered, location.pathname, () => false);
if (frame) embed(frame, frame.dataset as unknown as FrameData);

interface FrameData {
  appOrigin: string;
  base: string;
  store: string;
}

function embed(frame: HTMLIFrameElement, { appOrigin, base, store }: FrameData): void {
  const tell = (message: ShellMessage) =>
    frame.contentWindow?.postMessage({ channel: CHANNEL, message }, appOrigin);
  const click = (key: string) => tell({ type: 'click', key });

  /** @returns false when a full page load should happen instead */
  const navigate = (href: string): boolean => {
    leaveGuard(
      () => tell({ type: 'navigate', href }),
      () => tell({ type: 'discardAndNavigate', href }),
    );
    return true;
  };

  const handlers: { [T in FrameMessage['type']]: (message: Extract<FrameMessage, { type: T }>) => void } = {
    ready() {
      frame.setAttribute('data-ready', '');
      setLoading(false);
      document.body.classList.remove('modal-open');
    },
    async idToken({ request }) {
      const response = await fetch(`${base}/session-token`, { method: 'POST' });
      const token = response.ok ? ((await response.json()) as { token: string }).token : null;
      tell({ type: 'idTokenAnswer', request, token });
    },
    history({ path }) {
      // The frame's own entries make the browser's back button work; the shell only shows where it is.
      history.replaceState(null, '', base + (path === '/' ? '' : path.replace(/^\/(?=[?#])/, '')));
      navs.forEach(markNav);
    },
    navMenu({ items }) {
      const entries = items.map(({ label, href }) => ({ label, href: base + href, path: href }));
      localStorage.setItem(rememberedAs, JSON.stringify(entries));
      for (const nav of navs) showNavItems(nav, entries, location.pathname, navigate);
    },
    titleBar: ({ title, actions }) => showTitleBar(title, actions, click),
    saveBar: ({ bar }) => showSaveBar(bar, click),
    confirmLeave: ({ request }) =>
      leaveGuard(
        () => tell({ type: 'leaveConfirmed', request }),
        () => tell({ type: 'leaveConfirmed', request }),
      ),
    toast: (message) =>
      showToast(message, {
        action: () => tell({ type: 'toastAction', id: message.id }),
        dismissed: () => tell({ type: 'toastDismissed', id: message.id }),
      }),
    hideToast: ({ id }) => hideToast(id),
    modal: ({ open }) => document.body.classList.toggle('modal-open', open),
    loading: ({ on }) => setLoading(on),
    open: ({ url }) => location.assign(adminAddress(url, store)),
    async resourcePicker({ request, picker }) {
      tell({ type: 'resourcePickerAnswer', request, answer: await pickCollections(base, picker) });
    },
    async extensions({ request }) {
      const response = await fetch(`${base}/extensions`);
      const extensions = response.ok
        ? ((await response.json()) as { extensions: unknown[] }).extensions
        : null;
      tell({ type: 'extensionsAnswer', request, extensions });
    },
  };

  window.addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || event.origin !== appOrigin || !isEnvelope(event.data)) return;
    const message = event.data.message as FrameMessage;
    (handlers[message.type] as ((message: FrameMessage) => void) | undefined)?.(message);
  });
  window.addEventListener('beforeunload', (event) => {
    if (document.querySelector('[data-save-bar]:not([hidden])')) event.preventDefault();
  });
  // The address is set here, so that nothing the app says on loading comes before somebody listens.
  const source = frame.dataset['source'];
  if (source) frame.src = source;
}

function setLoading(on: boolean): void {
  document.querySelector('[data-loading]')?.toggleAttribute('hidden', !on);
}

function markNav(nav: HTMLElement): void {
  for (const link of nav.querySelectorAll('a')) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** `shopify://admin/orders` and `https://admin.shopify.com/store/x/orders` are pages of this dev store. */
function adminAddress(url: string, store: string): string {
  const inside = /^shopify:\/*admin(\/.*)?$/i.exec(url);
  if (inside) return store + (inside[1] ?? '');
  const hosted = /^https:\/\/admin\.shopify\.com(\/store\/.*)$/.exec(url);
  if (hosted) return hosted[1] ?? store;
  if (!/^https?:/.test(url)) throw new Error('Only web addresses can be opened.');
  return url;
}
