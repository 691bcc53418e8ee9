import { onShell, tellShell } from './channel';

export interface ToastOptions {
  duration?: number;
  isError?: boolean;
  action?: string;
  onAction?: () => void;
  onDismiss?: () => void;
}

const options = new Map<string, ToastOptions>();
let counter = 0;

onShell('toastAction', ({ id }) => options.get(id)?.onAction?.());
onShell('toastDismissed', ({ id }) => {
  options.get(id)?.onDismiss?.();
  options.delete(id);
});

export const toast = {
  show(message: string, given: ToastOptions = {}): string {
    const id = `toast-${++counter}`;
    options.set(id, given);
    tellShell({
      type: 'toast',
      id,
      message,
      isError: given.isError ?? false,
      durationMs: given.duration ?? 5_000,
      action: given.action ?? null,
    });
    return id;
  },
  hide: (id: string) => tellShell({ type: 'hideToast', id }),
};
