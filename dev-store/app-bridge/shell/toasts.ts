import type { FrameMessage } from '../protocol';

type ToastMessage = Extract<FrameMessage, { type: 'toast' }>;

const element = (id: string) => document.querySelector(`[data-toast="${CSS.escape(id)}"]`);

/** A short message at the bottom of the admin. The list is an aria-live region, so it is read out. */
export function showToast(toast: ToastMessage, on: { action: () => void; dismissed: () => void }): void {
  const box = document.createElement('div');
  box.className = toast.isError ? 'toast error' : 'toast';
  box.dataset['toast'] = toast.id;
  const text = document.createElement('span');
  text.textContent = toast.message;
  box.append(text);
  if (toast.action) box.append(small(toast.action, on.action));
  const dismiss = () => {
    if (!box.isConnected) return;
    box.remove();
    on.dismissed();
  };
  const close = small('×', dismiss);
  close.setAttribute('aria-label', 'Dismiss');
  box.append(close);
  document.querySelector('[data-toasts]')?.append(box);
  setTimeout(dismiss, toast.durationMs);
}

export function hideToast(id: string): void {
  element(id)?.remove();
}

function small(label: string, click: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', click);
  return button;
}
