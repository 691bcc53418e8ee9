import { CHANNEL, isEnvelope, type FrameMessage, type ShellMessage } from '../protocol';

/** The dev store's origin is the one this script came from. Read at load: later it is null. */
const scriptUrl = (document.currentScript as HTMLScriptElement | null)?.src ?? '';
export const shellOrigin = scriptUrl ? new URL(scriptUrl).origin : location.origin;

export const isEmbedded = window.parent !== window;

export function tellShell(message: FrameMessage): void {
  if (isEmbedded) window.parent.postMessage({ channel: CHANNEL, message }, shellOrigin);
}

type Listener<T extends ShellMessage['type']> = (message: Extract<ShellMessage, { type: T }>) => void;

export function onShell<T extends ShellMessage['type']>(type: T, listener: Listener<T>): void {
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== shellOrigin || !isEnvelope(event.data)) return;
    const message = event.data.message as ShellMessage;
    if (message.type === type) listener(message as Extract<ShellMessage, { type: T }>);
  });
}

let requests = 0;
export const nextRequest = (): number => ++requests;
