import { describeButton, observe } from './buttons';
import { tellShell } from './channel';

/**
 * `<ui-modal>`. Shopify draws it over the whole admin; here it is a dialog inside the app's frame, and the shell darkens
 * what is around it. `content` is where app-bridge-react renders the modal's children.
 */
export class ModalElement extends HTMLElement {
  readonly content = document.createElement('div');
  private readonly dialog = document.createElement('dialog');
  private readonly head = document.createElement('header');
  private readonly foot = document.createElement('footer');
  private stop: () => void = () => undefined;

  connectedCallback(): void {
    if (this.dialog.isConnected) return;
    const main = document.createElement('main');
    main.append(this.content);
    this.dialog.append(this.head, main, this.foot);
    this.dialog.className = 'dev-store-modal';
    this.dialog.addEventListener('close', () => this.closed());
    // Outside of the element, so that React never meets a child it did not make.
    document.body.append(this.dialog);
    const source = this.getAttribute('src');
    if (source) {
      const frame = document.createElement('iframe');
      frame.src = source;
      frame.title = this.titleBar()?.getAttribute('title') ?? 'Dialog';
      main.append(frame);
    }
    this.stop = observe(this, () => this.describe());
  }

  disconnectedCallback(): void {
    this.stop();
    if (this.dialog.open) this.dialog.close();
    this.dialog.remove();
  }

  get variant(): string {
    return this.getAttribute('variant') ?? 'base';
  }

  async show(): Promise<void> {
    if (this.dialog.open) return;
    this.adoptChildren();
    this.describe();
    this.dialog.classList.add(this.variant);
    this.dialog.showModal();
    tellShell({ type: 'modal', open: true });
    this.dispatchEvent(new CustomEvent('show'));
  }

  async hide(): Promise<void> {
    if (this.dialog.open) this.dialog.close();
  }

  toggle(): Promise<void> {
    return this.dialog.open ? this.hide() : this.show();
  }

  /** Plain HTML children (without app-bridge-react) move into the dialog as they are, once they have been parsed. */
  private adoptChildren(): void {
    for (const child of [...this.children]) {
      const isBar = child.localName === 'ui-title-bar' || child.localName === 'ui-save-bar';
      if (!isBar && child.hasChildNodes()) this.content.append(child);
    }
  }

  private closed(): void {
    tellShell({ type: 'modal', open: false });
    this.dispatchEvent(new CustomEvent('hide'));
  }

  private titleBar(): Element | null {
    return this.querySelector('ui-title-bar');
  }

  private describe(): void {
    const bar = this.titleBar();
    const title = document.createElement('h2');
    title.textContent = bar?.getAttribute('title') ?? '';
    this.dialog.setAttribute('aria-label', title.textContent);
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = '×';
    close.setAttribute('aria-label', 'Close');
    close.addEventListener('click', () => void this.hide());
    this.head.replaceChildren(title, close);
    const actions = [...(bar?.querySelectorAll<HTMLElement>('button, a') ?? [])].reverse();
    this.foot.replaceChildren(...actions.map(shownButton));
  }
}

function shownButton(element: HTMLElement): HTMLButtonElement {
  const { label, variant, tone, disabled, loading } = describeButton(element);
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.disabled = disabled || loading;
  if (variant === 'primary') button.className = tone === 'critical' ? 'critical' : 'primary';
  button.addEventListener('click', () => element.click());
  return button;
}

const byId = (id: string): ModalElement => {
  const element = document.getElementById(id);
  if (!(element instanceof ModalElement)) throw new Error(`There is no <ui-modal id="${id}">.`);
  return element;
};

export const modal = {
  show: (id: string) => byId(id).show(),
  hide: (id: string) => byId(id).hide(),
  toggle: (id: string) => byId(id).toggle(),
};
