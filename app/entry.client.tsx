import { RemixBrowser } from '@remix-run/react';
import { startTransition, StrictMode, useEffect } from 'react';
import { hydrateRoot } from 'react-dom/client';

/**
 * Says on the document when the page answers: until then it is only the server's text, and what is clicked or typed is lost.
 * For whoever drives a browser.
 */
function Answering() {
  useEffect(() => {
    document.documentElement.setAttribute('data-answering', '');
  }, []);
  return <RemixBrowser />;
}

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <Answering />
    </StrictMode>,
  );
});
