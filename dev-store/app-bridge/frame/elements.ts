import { describeButton, observe } from './buttons';
import { tellShell } from './channel';

/** `<ui-nav-menu>` and `<s-app-nav>`: links that the shell shows in its left navigation. `rel="home"` is not listed. */
export class NavMenuElement extends HTMLElement {
  private stop: () => void = () => undefined;

  connectedCallback(): void {
    this.stop = observe(this, () => {
      const links = [...this.querySelectorAll('a')].filter((link) => link.rel !== 'home');
      const items = links.map((link) => ({
        label: link.textContent?.trim() ?? '',
        href: link.getAttribute('href') ?? '/',
      }));
      tellShell({ type: 'navMenu', items });
    });
  }

  disconnectedCallback(): void {
    this.stop();
  }
}

/** `<ui-title-bar title>`: title, breadcrumb and actions in the shell's bar; inside a modal, its head and foot. */
export class TitleBarElement extends HTMLElement {
  private stop: () => void = () => undefined;

  connectedCallback(): void {
    if (this.closest('ui-modal')) return;
    this.stop = observe(this, () => {
      const actions = [...this.querySelectorAll<HTMLElement>('button, a')].map(describeButton);
      tellShell({ type: 'titleBar', title: this.getAttribute('title'), actions });
    });
  }

  disconnectedCallback(): void {
    this.stop();
    if (!document.querySelector('ui-title-bar')) tellShell({ type: 'titleBar', title: null, actions: [] });
  }
}

/** The elements themselves show nothing in the app's page: the shell does. */
export function hideElements(): void {
  const style = document.createElement('style');
  style.textContent =
    'ui-nav-menu,s-app-nav,ui-title-bar,ui-save-bar,ui-modal:not([open]){display:none}' +
    'ui-modal>:not(dialog){display:none}' +
    'dialog.dev-store-modal{border:0;padding:0;border-radius:16px;box-shadow:0 20px 60px #0005;max-width:calc(100vw - 32px);' +
    'max-height:calc(100vh - 64px);width:620px;font:inherit;color:#303030;overflow:hidden}' +
    'dialog.dev-store-modal[open]{display:flex;flex-direction:column}' +
    'dialog.dev-store-modal::backdrop{background:#0008}' +
    'dialog.dev-store-modal.small{width:380px}dialog.dev-store-modal.large{width:980px}' +
    'dialog.dev-store-modal.max{width:calc(100vw - 32px);height:calc(100vh - 64px)}' +
    '.dev-store-modal header{display:flex;justify-content:space-between;align-items:center;gap:12px;padding:12px 16px;' +
    'background:#f3f3f3;border-bottom:1px solid #e3e3e3}.dev-store-modal h2{font-size:14px;font-weight:650;margin:0}' +
    '.dev-store-modal main{overflow:auto;flex:1;min-height:48px}.dev-store-modal iframe{border:0;width:100%;height:60vh}' +
    '.dev-store-modal footer{display:flex;justify-content:flex-end;gap:8px;padding:12px 16px;border-top:1px solid #e3e3e3}' +
    '.dev-store-modal footer:empty{display:none}.dev-store-modal button{font:inherit;font-size:13px;font-weight:550;' +
    'padding:6px 12px;border-radius:8px;border:1px solid #c9c9c9;background:#fff;color:#303030;cursor:pointer}' +
    '.dev-store-modal button.primary{background:#303030;color:#fff;border-color:#303030}' +
    '.dev-store-modal button.critical{background:#c70a24;color:#fff;border-color:#c70a24}' +
    '.dev-store-modal header button{border:0;background:none;font-size:18px;line-height:1;padding:4px 8px}';
  document.head.append(style);
}
