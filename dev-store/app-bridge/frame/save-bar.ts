import { describeButton, observe } from './buttons';
import { nextRequest, onShell, tellShell } from './channel';
import type { ActionButton, SaveBarState } from '../protocol';

/** Bars that are shown, the last one on top. */
const shown: { owner: object; state: () => SaveBarState; hide: () => void }[] = [];

function tell(): void {
  tellShell({ type: 'saveBar', bar: shown.at(-1)?.state() ?? null });
}

function remove(owner: object): boolean {
  const index = shown.findIndex((bar) => bar.owner === owner);
  if (index < 0) return false;
  shown.splice(index, 1);
  tell();
  return true;
}

export function hideSaveBars(): void {
  for (const bar of [...shown]) bar.hide();
}

const standIn = (label: string, click: () => void): ActionButton => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', click);
  return describeButton(button);
};

/** `<ui-save-bar>`: its primary button saves, its other button discards. Labels are the admin's, as on Shopify. */
export class SaveBarElement extends HTMLElement {
  private stop: () => void = () => undefined;

  get showing(): boolean {
    return shown.some((bar) => bar.owner === this);
  }

  connectedCallback(): void {
    this.stop = observe(this, () => {
      if (this.showing) tell();
    });
  }

  disconnectedCallback(): void {
    this.stop();
    remove(this);
  }

  async show(): Promise<void> {
    if (this.showing) return;
    shown.push({ owner: this, state: () => this.describe(), hide: () => void this.hide() });
    tell();
    this.dispatchEvent(new CustomEvent('show'));
  }

  async hide(): Promise<void> {
    if (remove(this)) this.dispatchEvent(new CustomEvent('hide'));
  }

  toggle(): Promise<void> {
    return this.showing ? this.hide() : this.show();
  }

  private describe(): SaveBarState {
    const buttons = [...this.querySelectorAll('button')];
    const save = buttons.find((button) => button.getAttribute('variant') === 'primary');
    const discard = buttons.find((button) => button !== save);
    return {
      save: save ? describeButton(save) : { ...standIn('', () => undefined), disabled: true },
      discard: discard ? describeButton(discard) : standIn('', () => void this.hide()),
      confirmDiscard:
        this.hasAttribute('discardconfirmation') && this.getAttribute('discardconfirmation') !== 'false',
    };
  }
}

/** `<form data-save-bar>`: the bar comes with the first input and goes with submit and reset. */
export function watchForms(): void {
  const formOf = (event: Event) =>
    event.target instanceof Element ? event.target.closest<HTMLFormElement>('form[data-save-bar]') : null;
  const show = (event: Event) => {
    const form = formOf(event);
    if (!form || shown.some((bar) => bar.owner === form)) return;
    const state: SaveBarState = {
      save: standIn('', () => form.requestSubmit()),
      discard: standIn('', () => form.reset()),
      confirmDiscard: form.hasAttribute('data-discard-confirmation'),
    };
    shown.push({ owner: form, state: () => state, hide: () => form.reset() });
    tell();
  };
  document.addEventListener('input', show);
  document.addEventListener('change', show);
  for (const end of ['submit', 'reset']) {
    document.addEventListener(end, (event) => {
      const form = formOf(event);
      if (form) remove(form);
    });
  }
}

const leaving = new Map<number, () => void>();
onShell('leaveConfirmed', ({ request }) => {
  leaving.get(request)?.();
  leaving.delete(request);
});

const byId = (id: string): SaveBarElement => {
  const element = document.getElementById(id);
  if (!(element instanceof SaveBarElement)) throw new Error(`There is no <ui-save-bar id="${id}">.`);
  return element;
};

export const saveBar = {
  show: (id: string) => byId(id).show(),
  hide: (id: string) => byId(id).hide(),
  toggle: (id: string) => byId(id).toggle(),
  /** Resolves when leaving is allowed; stays open when the merchant stays. */
  leaveConfirmation(): Promise<void> {
    if (shown.length === 0) return Promise.resolve();
    const request = nextRequest();
    return new Promise((resolve) => {
      leaving.set(request, resolve);
      tellShell({ type: 'confirmLeave', request });
    });
  },
};
