import { useEffect, useState } from 'react';

/** So long after the last key the server is asked. */
const PAUSE_MS = 350;
/** After so long it counts as failed: App Bridge may wait for its session token for ever, and hears of no signal meanwhile. */
const PATIENCE_MS = 15_000;
/** So long after a failure the server is asked once more, although nobody has typed. */
const AGAIN_MS = 3_000;

/** App Bridge adds the session token to requests of the app's own origin. @returns null when nothing came of it */
export async function ask(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  const late = new AbortController();
  const gaveUp = new Promise<null>((resolve) => late.signal.addEventListener('abort', () => resolve(null)));
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    const signals = AbortSignal.any([late.signal, ...(signal ? [signal] : [])]);
    return await Promise.race([fetchJson(path, body, signals), gaveUp]);
  } catch {
    return null; // shown by the page; the next key, the button or a few seconds ask again
  } finally {
    clearTimeout(timer);
  }
}

async function fetchJson(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal,
  });
  return response.ok ? ((await response.json()) as unknown) : null;
}

/** The answer to what was typed last; the one before stays while it is under way. `undefined` body: GET. */
export function useAsked(
  path: string,
  body: unknown,
): { answer: unknown; loading: boolean; failed: boolean } {
  const [answer, setAnswer] = useState<unknown>(null);
  const [loading, setLoading] = useState(true);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const asked = JSON.stringify([path, body]);

  useEffect(() => {
    const controller = new AbortController();
    setLoading(true);
    let timer = setTimeout(() => {
      void ask(path, body, controller.signal).then((next) => {
        if (controller.signal.aborted) return;
        setLoading(false);
        setFailed(next === null);
        if (next !== null) setAnswer(next);
        else timer = setTimeout(() => setTries((before) => before + 1), AGAIN_MS);
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // as text: an equal object made anew does not ask again
  }, [asked, tries]);

  return { answer, loading, failed };
}
