/** App Bridge stand-in: what `https://cdn.shopify.com/shopifycloud/app-bridge.js` gives an app, as far as ours asks. */
import { app } from './app';
import { isEmbedded, shellOrigin, tellShell } from './channel';
import { appPath, readConfig } from './config';
import { hideElements, NavMenuElement, TitleBarElement } from './elements';
import { modal, ModalElement } from './modal';
import { countRouters, followHistory, patchOpen } from './navigation';
import { resourcePicker } from './resource-picker';
import { saveBar, SaveBarElement, watchForms } from './save-bar';
import { idToken, patchFetch, reloadBounced } from './session-token';
import { toast } from './toast';

const notImplemented = (name: string) => () => {
  throw new Error(`DEV_STORE_NOT_IMPLEMENTED: shopify.${name}`);
};

function start(): void {
  const config = readConfig();
  Object.assign(window, {
    shopify: {
      config,
      origin: 'https://admin.shopify.com',
      ready: Promise.resolve(),
      environment: { embedded: isEmbedded, mobile: false, intent: false, pos: false },
      idToken: () => idToken(),
      loading: (on = true) => tellShell({ type: 'loading', on }),
      app,
      toast,
      modal,
      saveBar,
      user: () => Promise.resolve({ accountAccess: 'Full access' }),
      webVitals: { onReport: () => Promise.resolve() },
      support: { registerHandler: () => Promise.resolve() },
      reviews: {
        request: () =>
          Promise.resolve({ success: false, code: 'merchant-ineligible', message: 'Not in the dev store' }),
      },
      resourcePicker,
      picker: notImplemented('picker'),
      scanner: { capture: notImplemented('scanner.capture') },
      intents: { invoke: notImplemented('intents.invoke') },
      scopes: {
        query: notImplemented('scopes.query'),
        request: notImplemented('scopes.request'),
        revoke: notImplemented('scopes.revoke'),
      },
    },
  });
  if (!isEmbedded) {
    returnToAdmin(config.host);
    return;
  }
  hideElements();
  patchFetch();
  patchOpen();
  countRouters();
  customElements.define('ui-nav-menu', NavMenuElement);
  customElements.define('s-app-nav', class extends NavMenuElement {});
  customElements.define('ui-title-bar', TitleBarElement);
  customElements.define('ui-save-bar', SaveBarElement);
  customElements.define('ui-modal', ModalElement);
  watchForms();
  if (new URLSearchParams(location.search).has('shopify-reload')) {
    void reloadBounced();
    return;
  }
  tellShell({ type: 'ready' });
  followHistory(config);
}

/** An embedded app that is opened by itself goes back into the admin, as with App Bridge. */
function returnToAdmin(host: string): void {
  const handle = /^admin\.shopify\.com\/store\/([a-z0-9-]+)$/.exec(decoded(host))?.[1];
  if (handle) location.replace(`${shellOrigin}/store/${handle}/apps/stammkunde${appPath(location)}`);
}

function decoded(base64: string): string {
  return /^[A-Za-z0-9+/_-]+=*$/.test(base64) ? atob(base64.replace(/-/g, '+').replace(/_/g, '/')) : '';
}

// The bounce page is written with document parts that load this script a second time: once is enough.
if (!('shopify' in window)) start();
