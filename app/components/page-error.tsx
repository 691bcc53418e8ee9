import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react';
import { Banner, EmptyState, Card, Page, Text } from '@shopify/polaris';
import { TitleBar } from '@shopify/app-bridge-react';
import { useTranslation } from 'react-i18next';

/**
 * What a page shows when its loader failed. Somebody else's id and an id that never was look the same: not found.
 */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const revalidator = useRevalidator();
  if (isRouteErrorResponse(error) && error.status === 404) {
    return (
      <Page>
        <TitleBar title={t('error.notFound.title')} />
        <Card>
          <EmptyState
            image=""
            heading={t('error.notFound.title')}
            action={{ content: t('error.toHome'), url: '/app' }}
          >
            <p>{t('error.notFound.text')}</p>
          </EmptyState>
        </Card>
      </Page>
    );
  }
  return (
    <Page>
      <TitleBar title={t('error.failed.title')} />
      <Banner
        tone="critical"
        title={t('error.failed.title')}
        action={{
          content: t('error.retry'),
          loading: revalidator.state === 'loading',
          onAction: () => revalidator.revalidate(),
        }}
      >
        <Text as="p">{t('error.failed.text')}</Text>
      </Banner>
    </Page>
  );
}
