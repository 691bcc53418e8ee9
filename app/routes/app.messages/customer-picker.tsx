import { Autocomplete, Icon } from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundCustomer } from './preview-request';
import { useAsked } from './use-asked';

interface Props {
  chosen: FoundCustomer | null;
  choose(customer: FoundCustomer | null): void;
}

const EXAMPLE = 'example';

/** For whom the preview is: found by name, e-mail or order number; or nobody, for an example. */
export function CustomerPicker({ chosen, choose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { answer, loading } = useAsked(
    `/app/messages/customers?q=${encodeURIComponent(text === chosen?.name ? '' : text)}`,
    undefined,
  );
  const found = (answer ?? []) as FoundCustomer[];
  const options = [
    { value: EXAMPLE, label: t('messages.preview.example') },
    ...found.map(({ id, name, email, orders }) => ({
      value: id,
      label: [name, email, t('messages.preview.orders', { count: orders })].filter(Boolean).join(' · '),
    })),
  ];
  return (
    <Autocomplete
      options={options}
      selected={[chosen?.id ?? EXAMPLE]}
      loading={loading}
      onSelect={([id]) => {
        const customer = found.find((candidate) => candidate.id === id) ?? null;
        choose(customer);
        setText(customer?.name ?? '');
      }}
      textField={
        <Autocomplete.TextField
          label={t('messages.preview.customer')}
          placeholder={t('messages.preview.search')}
          value={text}
          onChange={setText}
          autoComplete="off"
          prefix={<Icon source={SearchIcon} />}
          clearButton
          onClearButtonClick={() => {
            setText('');
            choose(null);
          }}
        />
      }
    />
  );
}
