import type { SaveBarState } from '../protocol';
import { button } from './title-bar';

let current: SaveBarState | null = null;

const place = () => document.querySelector<HTMLElement>('[data-save-bar]');

/** Replaces the top bar's middle by "Unsaved changes", Discard and Save. The labels are in the page, in its language. */
export function showSaveBar(bar: SaveBarState | null, click: (key: string) => void): void {
  current = bar;
  const element = place();
  const actions = element?.querySelector('[data-save-bar-actions]');
  if (!element || !actions) return;
  element.hidden = bar === null;
  document.body.classList.toggle('unsaved', bar !== null);
  if (!bar) {
    actions.replaceChildren();
    return;
  }
  const discard = button(
    { ...bar.discard, variant: null },
    (key) => {
      if (bar.confirmDiscard) ask(() => click(key));
      else click(key);
    },
    element.dataset['discard'],
  );
  const save = button({ ...bar.save, variant: 'primary' }, click, element.dataset['save']);
  actions.replaceChildren(discard, save);
}

/** Goes on at once when nothing is unsaved; otherwise asks, and goes on when the merchant leaves the changes behind. */
export function leaveGuard(go: () => void, goAndDiscard: () => void): void {
  if (current === null) go();
  else ask(goAndDiscard);
}

function ask(leave: () => void): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-leave]');
  if (!dialog) {
    leave();
    return;
  }
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue === 'leave') leave();
  };
  dialog.showModal();
}
