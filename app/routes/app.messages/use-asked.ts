import { useEffect, useState } from 'react';

/** So long after the last key the server is asked. */
const PAUSE_MS = 350;
/** After so long it counts as failed: App Bridge may wait for its session token for ever. */
const PATIENCE_MS = 15_000;

/** App Bridge adds the session token to requests of the app's own origin. @returns null when nothing came of it */
export async function ask(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])]),
    });
    return response.ok ? ((await response.json()) as unknown) : null;
  } catch {
    return null; // shown by the page; the next key, or the button, asks again
  }
}

/** The answer to what was typed last; the one before stays while it is under way. `undefined` body: GET. */
export function useAsked(
  path: string,
  body: unknown,
): { answer: unknown; loading: boolean; failed: boolean } {
  const [answer, setAnswer] = useState<unknown>(null);
  const [state, setState] = useState<'loading' | 'idle' | 'failed'>('loading');
  const asked = JSON.stringify([path, body]);

  useEffect(() => {
    const controller = new AbortController();
    setState('loading');
    const timer = setTimeout(() => {
      void ask(path, body, controller.signal).then((next) => {
        if (controller.signal.aborted) return;
        setState(next === null ? 'failed' : 'idle');
        if (next !== null) setAnswer(next);
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // as text: an equal object made anew does not ask again
  }, [asked]);

  return { answer, loading: state === 'loading', failed: state === 'failed' };
}
