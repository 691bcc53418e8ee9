import { useEffect, useState } from 'react';
import type { ProgramDraft } from './draft';
import type { PreviewAnswer } from '../app.program_.preview';

/** So long after the last key the server is asked. */
const PAUSE_MS = 400;
/** After so long it counts as failed, and can be tried again: App Bridge may wait for its session token for ever. */
const PATIENCE_MS = 15_000;
/** So long after a failure it is asked once more, although nobody has typed. */
const AGAIN_MS = 3_000;

export interface TypedCart {
  goods: string;
  delivery: string;
}

export interface StackPreview {
  /** the last answer; it stays while the next one is under way */
  answer: PreviewAnswer | null;
  loading: boolean;
  /** the server or the network did not answer the last time */
  failed: boolean;
  retry(): void;
}

/** What the program as it is being typed takes off the example cart, asked for anew whenever one of the two changes. */
export function useStackPreview(draft: ProgramDraft, cart: TypedCart): StackPreview {
  const [answer, setAnswer] = useState<PreviewAnswer | null>(null);
  const [loading, setLoading] = useState(true);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const { loyalty, anniversary, classification } = draft;
  // as text: typing in a message does not ask again, and neither does a new object with the same content
  const { message: _message, ...coupon } = anniversary;
  const asked = JSON.stringify([loyalty, coupon, classification, cart, tries]);
  const body = JSON.stringify({ draft, cart });

  useEffect(() => {
    const controller = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    setLoading(true);
    const settle = (next: PreviewAnswer | null) => {
      clearTimeout(giveUp);
      if (controller.signal.aborted) return;
      setLoading(false);
      setFailed(next === null);
      if (next) setAnswer(next);
      clearTimeout(again);
      if (!next) again = setTimeout(() => setTries((current) => current + 1), AGAIN_MS);
    };
    const giveUp = setTimeout(() => settle(null), PAUSE_MS + PATIENCE_MS);
    const start = setTimeout(() => void ask(body, controller.signal).then(settle), PAUSE_MS);
    return () => {
      clearTimeout(start);
      clearTimeout(giveUp);
      clearTimeout(again);
      controller.abort();
    };
    // `body` holds more than `asked`; the server does not look at the rest
  }, [asked]);

  return { answer, loading, failed, retry: () => setTries((current) => current + 1) };
}

/** App Bridge adds the session token to requests of the app's own origin. */
async function ask(body: string, signal: AbortSignal): Promise<PreviewAnswer | null> {
  try {
    const response = await fetch('/app/program/preview', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body,
      signal,
    });
    return response.ok ? ((await response.json()) as PreviewAnswer) : null;
  } catch {
    return null; // shown in the card, with a way to try again
  }
}
