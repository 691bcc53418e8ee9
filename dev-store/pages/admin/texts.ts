/** The admin's own words, in the two languages that an admin user of the demo can choose. */
export type AdminLanguage = 'en' | 'de';

const en = {
  home: 'Home',
  orders: 'Orders',
  products: 'Products',
  customers: 'Customers',
  discounts: 'Discounts',
  apps: 'Apps',
  storefront: 'Online store',
  mailbox: 'Mailbox',
  menu: 'Menu',
  skip: 'Skip to content',
  search: 'Search',
  language: 'Language',
  devStore: 'Dev store',
  clock: 'Clock',
  unsaved: 'Unsaved changes',
  save: 'Save',
  discard: 'Discard',
  leaveTitle: 'Leave page with unsaved changes?',
  leaveText: 'Leaving this page will delete all unsaved changes.',
  stay: 'Stay',
  leave: 'Leave page',
  back: 'Back',
};

const de: typeof en = {
  home: 'Startseite',
  orders: 'Bestellungen',
  products: 'Produkte',
  customers: 'Kunden',
  discounts: 'Rabatte',
  apps: 'Apps',
  storefront: 'Onlineshop',
  mailbox: 'Postfach',
  menu: 'Menü',
  skip: 'Zum Inhalt',
  search: 'Suchen',
  language: 'Sprache',
  devStore: 'Entwicklungsshop',
  clock: 'Uhr',
  unsaved: 'Nicht gespeicherte Änderungen',
  save: 'Speichern',
  discard: 'Verwerfen',
  leaveTitle: 'Seite mit nicht gespeicherten Änderungen verlassen?',
  leaveText: 'Wenn du diese Seite verlässt, gehen alle nicht gespeicherten Änderungen verloren.',
  stay: 'Bleiben',
  leave: 'Seite verlassen',
  back: 'Zurück',
};

export const ADMIN_TEXTS: Record<AdminLanguage, typeof en> = { en, de };
