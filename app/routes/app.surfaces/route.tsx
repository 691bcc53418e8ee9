import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, InlineGrid, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { authenticateMerchant, requireShopFacts } from '~/components/merchant.server';
import { readPlan } from './plan.server';
import { SurfaceCard } from './surface-card';
import { editorUrl, GROUPS, isShown, SURFACES, type Plan } from './surfaces';
import { usePlacements } from './use-placements';

export { PageError as ErrorBoundary } from '~/components/page-error';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { shop } = await requireShopFacts(merchant);
  // awaited, and not for long: a part that is streamed in late is thrown away and drawn anew when anything changes around it
  return { shop, apiKey: merchant.services.env.SHOPIFY_API_KEY, plan: await readPlan(merchant) };
}

/** Where shoppers meet the program: what each place shows, on which plan, whether it is placed, and the way into the editor. */
export default function SurfacesPage() {
  const { t } = useTranslation();
  const { shop, apiKey, plan } = useLoaderData<typeof loader>();
  return (
    <Page title={t('surfaces.title')} subtitle={t('surfaces.subtitle')}>
      <TitleBar title={t('surfaces.title')} />
      <Places shop={shop} apiKey={apiKey} plan={plan} />
    </Page>
  );
}

function Places({ shop, apiKey, plan }: { shop: string; apiKey: string; plan: Plan }) {
  const { t } = useTranslation();
  const placements = usePlacements();
  return (
    <BlockStack gap="600">
      {placements === 'unknown' && (
        <Banner tone="info" title={t('surfaces.untold.title')}>
          <p>{t('surfaces.untold.text')}</p>
        </Banner>
      )}
      {GROUPS.map((group) => (
        <BlockStack gap="300" key={group}>
          <Box paddingInline={{ xs: '400', sm: '0' }}>
            <Text as="h2" variant="headingMd">
              {t(`surfaces.group.${group}`)}
            </Text>
          </Box>
          <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
            {SURFACES.filter((surface) => surface.group === group).map((surface) => (
              <SurfaceCard
                key={surface.id}
                surface={surface}
                url={editorUrl(surface, shop, apiKey)}
                shown={isShown(surface.offered, plan)}
                placements={placements}
              />
            ))}
          </InlineGrid>
        </BlockStack>
      ))}
    </BlockStack>
  );
}
