import { useSearchParams } from '@remix-run/react';
import { Box, InlineStack, Pagination } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

interface Props {
  /** 1, 2, 3 */
  page: number;
  pageSize: number;
  total: number;
}

/** "51-100 of 480" with the buttons; the page is kept in the address. */
export function PageControls({ page, pageSize, total }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  if (total === 0) return null;
  const go = (target: number) => {
    const next = new URLSearchParams(search);
    next.set('page', String(target));
    setSearch(next);
  };
  const last = Math.min(page * pageSize, total);
  return (
    <Box padding="300">
      <InlineStack align="center">
        <Pagination
          label={t('paging.label', { from: Math.min((page - 1) * pageSize + 1, total), to: last, total })}
          hasPrevious={page > 1}
          onPrevious={() => go(page - 1)}
          hasNext={last < total}
          onNext={() => go(page + 1)}
        />
      </InlineStack>
    </Box>
  );
}
