import type { ReactElement } from 'react';
import type { PickedCollection } from '../../app-bridge/protocol';
import type { ShopContext } from '../../context';
import { gid } from '../../graphql/gid';
import type { AdminLanguage } from './texts';

const en = {
  add: 'Add collections',
  select: 'Select collections',
  addVerb: 'Add',
  selectVerb: 'Select',
  search: 'Search collections',
  nothing: 'No collections found',
  count: 'selected',
  cancel: 'Cancel',
};
const de: typeof en = {
  add: 'Kollektionen hinzufügen',
  select: 'Kollektionen auswählen',
  addVerb: 'Hinzufügen',
  selectVerb: 'Auswählen',
  search: 'Kollektionen suchen',
  nothing: 'Keine Kollektionen gefunden',
  count: 'ausgewählt',
  cancel: 'Abbrechen',
};
const TEXTS: Record<AdminLanguage, typeof en> = { en, de };

/** The admin's dialog behind `shopify.resourcePicker`; dev-store/app-bridge/shell/resource-picker.ts fills and opens it. */
export function ResourcePicker({ language }: { language: AdminLanguage }): ReactElement {
  const text = TEXTS[language];
  return (
    <dialog
      className="picker"
      data-picker=""
      data-add={text.add}
      data-select={text.select}
      data-add-verb={text.addVerb}
      data-select-verb={text.selectVerb}
      aria-labelledby="picker-title"
    >
      <form method="dialog">
        <header>
          <h2 id="picker-title" data-picker-title="">
            {text.select}
          </h2>
          <button className="close" value="" aria-label={text.cancel}>
            ×
          </button>
        </header>
        <input type="search" data-picker-search="" placeholder={text.search} aria-label={text.search} />
        <ul data-picker-list="" />
        <p data-picker-nothing="" hidden>
          {text.nothing}
        </p>
        <footer>
          <span className="soft" data-picker-count={text.count} role="status" />
          <button className="button" value="">
            {text.cancel}
          </button>
          <button className="button primary" value="confirm" data-picker-confirm="" />
        </footer>
      </form>
    </dialog>
  );
}

/**
 * The shop's collections with the fields that @shopify/app-bridge-types 0.7 names. What the dev store does not hold
 * (descriptions, pictures, rules, publications) has one value for all.
 */
export function pickableCollections({ state }: ShopContext): PickedCollection[] {
  const products = [...state.all('product').values()];
  return [...state.all('collection').values()]
    .sort((one, other) => one.title.localeCompare(other.title))
    .map(({ id, title, handle }) => {
      const productsCount = products.filter(({ collectionIds }) => collectionIds.includes(id)).length;
      return {
        id: gid('Collection', id),
        title,
        handle,
        productsCount,
        productsAutomaticallySortedCount: 0,
        productsManuallySortedCount: productsCount,
        availablePublicationCount: 1,
        publicationCount: 1,
        description: '',
        descriptionHtml: '',
        image: null,
        ruleSet: null,
        seo: { title: null, description: null },
        sortOrder: 'MANUAL',
        storefrontId: gid('Collection', id),
        templateSuffix: null,
        updatedAt: state.shop.createdAt,
      };
    });
}
