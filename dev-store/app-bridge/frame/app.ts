import { nextRequest, onShell, tellShell } from './channel';

const waiting = new Map<number, (extensions: unknown[] | null) => void>();

onShell('extensionsAnswer', ({ request, extensions }) => {
  waiting.get(request)?.(extensions);
  waiting.delete(request);
});

/** `shopify.app`, as in @shopify/app-bridge-types 0.7. */
export const app = {
  /** The app's extensions and where they are active. @throws Error when the admin does not answer */
  async extensions(): Promise<unknown[]> {
    const request = nextRequest();
    const answered = new Promise<unknown[] | null>((resolve) => waiting.set(request, resolve));
    tellShell({ type: 'extensions', request });
    const extensions = await answered;
    if (extensions === null) throw new Error('The dev store does not tell its extensions.');
    return extensions;
  },
};
