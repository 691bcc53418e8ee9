import { useCallback, useEffect, useState } from 'react';

/**
 * Moves the focus to an element that the same click makes: a row that was just added, or what is left after one was
 * removed. Without it the keyboard falls back to the top of the page.
 */
export function useFocusNext(): (id: string) => void {
  const [wanted, setWanted] = useState<{ id: string } | null>(null);
  useEffect(() => {
    if (wanted) document.getElementById(wanted.id)?.focus();
  }, [wanted]);
  return useCallback((id: string) => setWanted({ id }), []);
}
