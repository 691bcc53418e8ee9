import { PlainPage } from '~/components/plain-page';

/** Reached by somebody who opens the app's address outside the Shopify admin. */
export default function Login() {
  return (
    <PlainPage title="Stammkunde">
      <p>Stammkunde opens inside the Shopify admin: Settings, Apps, Stammkunde.</p>
      <p lang="de">Stammkunde öffnet sich im Shopify-Adminbereich: Einstellungen, Apps, Stammkunde.</p>
    </PlainPage>
  );
}
