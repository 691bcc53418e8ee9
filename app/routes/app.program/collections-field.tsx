import { BlockStack, Button, InlineStack, Tag, Text as Words } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '~/components/toast';
import type { PickedCollection } from './draft';
import { ListError, useForm } from './fields';

const MOST_COLLECTIONS = 100;

interface Props {
  path: 'loyalty.collections' | 'loyalty.exclude.collections';
  help: string;
  chosen: PickedCollection[];
  change(chosen: PickedCollection[]): void;
}

/** Collections, chosen in Shopify's resource picker and taken away one by one. */
export function CollectionsField({ path, help, chosen, change }: Props) {
  const { t } = useTranslation();
  const form = useForm();
  const [failed, setFailed] = useState(false);
  const hasError = form.errorAt(path) !== undefined;
  // The button stays usable while the picker is open: Shopify's promise may never settle when the merchant's staff
  // account may not see products, https://github.com/Shopify/shopify-app-bridge/issues/224
  const choose = async () => {
    setFailed(false);
    const picked = await pickCollections(chosen).catch(() => 'failed' as const);
    if (picked === 'failed') setFailed(true);
    else if (picked) change(picked);
  };
  const removed = (id: string, title: string) => {
    change(chosen.filter((collection) => collection.id !== id));
    document.getElementById(path)?.focus();
    showToast(t('program.collections.removed', { title }));
  };
  return (
    <div role="group" aria-labelledby={`${path}.label`}>
      <BlockStack gap="150">
        <Words as="p" id={`${path}.label`}>
          {t(
            path === 'loyalty.collections'
              ? 'program.field.loyalty_collections'
              : 'program.field.loyalty_exclude_collections',
          )}
        </Words>
        {chosen.length > 0 && (
          <InlineStack gap="150">
            {chosen.map(({ id, title }) => (
              <Tag key={id} onRemove={() => removed(id, title)}>
                {title}
              </Tag>
            ))}
          </InlineStack>
        )}
        <div>
          <Button
            id={path}
            onClick={() => void choose()}
            ariaDescribedBy={hasError ? `${path}Error` : `${path}.help`}
          >
            {chosen.length === 0 ? t('program.collections.choose') : t('program.collections.change')}
          </Button>
        </div>
        <ListError path={path} />
        {failed && (
          <Words as="p" tone="critical">
            {t('program.collections.failed')}
          </Words>
        )}
        <Words as="p" tone="subdued" id={`${path}.help`}>
          {help}
        </Words>
      </BlockStack>
    </div>
  );
}

/** @returns what is chosen now, or null when the merchant cancelled */
async function pickCollections(chosen: PickedCollection[]): Promise<PickedCollection[] | null> {
  const picked = await window.shopify.resourcePicker({
    type: 'collection',
    action: 'select',
    multiple: MOST_COLLECTIONS,
    selectionIds: chosen.map(({ id }) => ({ id })),
  });
  return picked?.map(({ id, title }) => ({ id, title })) ?? null;
}
