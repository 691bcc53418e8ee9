import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';

/**
 * Which edition of the form is on the page: key of the editor.
 * @param version of the program that the loader gave. A new one alone changes nothing, what was typed stays; only
 *   `loadSaved`, which the merchant asks for, starts the form afresh with it.
 */
export function useEdition(version: number): { edition: number; loadSaved(): void } {
  const revalidator = useRevalidator();
  const wanted = useRef(false);
  const [edition, setEdition] = useState(0);
  useEffect(() => {
    if (!wanted.current || revalidator.state !== 'idle') return;
    wanted.current = false;
    setEdition((current) => current + 1);
  }, [revalidator.state, version]);
  const loadSaved = () => {
    wanted.current = true;
    revalidator.revalidate();
  };
  return { edition, loadSaved };
}
