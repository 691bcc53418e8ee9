import { useEffect, useState } from 'react';
import type { ExtensionStatus } from './surfaces';

/** `null` while Shopify is asked, `unknown` when it does not tell (an older admin, or App Bridge was blocked). */
export type Placements = readonly ExtensionStatus[] | 'unknown' | null;

/** What is placed where, by App Bridge, which needs no scope for it; asked again when the merchant comes back from an editor. */
export function usePlacements(): Placements {
  const [placements, setPlacements] = useState<Placements>(null);
  useEffect(() => {
    let wanted = true;
    const ask = () =>
      void askShopify().then((answer) => {
        if (wanted) setPlacements(answer);
      });
    ask();
    window.addEventListener('focus', ask);
    return () => {
      wanted = false;
      window.removeEventListener('focus', ask);
    };
  }, []);
  return placements;
}

async function askShopify(): Promise<readonly ExtensionStatus[] | 'unknown'> {
  if (!('shopify' in window) || typeof window.shopify.app?.extensions !== 'function') return 'unknown';
  try {
    return await window.shopify.app.extensions();
  } catch {
    return 'unknown'; // it says so, and offers the way into the editor all the same
  }
}
