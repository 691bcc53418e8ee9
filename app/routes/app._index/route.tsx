import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Banner, BlockStack, Box, InlineGrid, Page, SkeletonBodyText, Card, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useShopFormat } from '~/components/format';
import { authenticateMerchant, findShopFacts } from '~/components/merchant.server';
import { Attention } from './attention';
import { FigureCard } from './figure-card';
import { definitionValues } from './figure-definitions';
import { readHome } from './home.server';
import type { HomeFacts } from './home.server';
import { RevenueSection } from './revenue-section';

export { PageError as ErrorBoundary } from '~/components/page-error';

const POLL_MS = 2_000;
const SEGMENTS = ['prospect', 'new', 'repeat', 'lapsed', 'unknown'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const facts = await findShopFacts(merchant);
  return { facts, home: facts && (await readHome(merchant, facts)) };
}

export default function HomePage() {
  const { t } = useTranslation();
  const { facts, home } = useLoaderData<typeof loader>();
  const busy = !facts?.setUp || isImporting(home) || Boolean(home?.attention.reclassified);
  usePolling(busy);
  return (
    <Page title={facts ? t('home.title', { shop: facts.name }) : 'Stammkunde'}>
      <TitleBar title={t('navigation.home')} />
      <div data-shop={busy ? 'busy' : 'ready'}>
        {facts && home ? <Home facts={facts} home={home} /> : <SettingUp />}
      </div>
    </Page>
  );
}

function isImporting(home: HomeFacts | null): boolean {
  const state = home?.attention.importRun?.state;
  return state === 'queued' || state === 'running';
}

interface HomeProps {
  facts: { currency: string; timeZone: string };
  home: HomeFacts;
}

function Home({ facts, home }: HomeProps) {
  const { t } = useTranslation();
  const format = useShopFormat(facts);
  const { attention, figures } = home;
  const segments = SEGMENTS.filter((segment) => segment !== 'unknown' || figures.segments.unknown > 0);
  return (
    <BlockStack gap="500">
      <Attention facts={attention} format={format} />
      <BlockStack gap="300">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <Text as="h2" variant="headingMd">
            {t('home.customers')}
          </Text>
        </Box>
        <InlineGrid columns={{ xs: 2, md: segments.length === 4 ? 5 : 3 }} gap="300">
          {segments.map((segment) => (
            <FigureCard
              key={segment}
              name={segment}
              value={format.number(figures.segments[segment])}
              url={`/app/customers?segment=${segment}`}
              definitionValues={definitionValues(figures)}
            />
          ))}
          <FigureCard
            name="repeatRate"
            value={figures.repeatRate === null ? '–' : format.share(figures.repeatRate)}
            url="/app/customers?segment=repeat"
          />
        </InlineGrid>
      </BlockStack>
      <BlockStack gap="300">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <Text as="h2" variant="headingMd">
            {t('home.business')}
          </Text>
        </Box>
        <InlineGrid columns={{ xs: 2, md: 4 }} gap="300">
          <FigureCard
            name="revenueNew"
            value={format.money(figures.revenue.newMinor)}
            detail={t('home.lastTwelveMonths')}
            url="/app/customers?segment=new"
          />
          <FigureCard
            name="revenueRepeat"
            value={format.money(figures.revenue.repeatMinor)}
            detail={t('home.lastTwelveMonths')}
            url="/app/customers?segment=repeat"
          />
          <FigureCard
            name="anniversaries"
            value={format.number(figures.anniversariesToday)}
            detail={t('home.today')}
            url="/app/activity?kind=coupons"
          />
          <FigureCard
            name="messages"
            value={format.number(figures.messagesSent)}
            detail={t('home.messagesWaiting', { count: figures.messagesPlanned })}
            url="/app/activity?kind=messages&state=sent"
          />
        </InlineGrid>
      </BlockStack>
      <RevenueSection months={figures.months} format={format} />
    </BlockStack>
  );
}

function SettingUp() {
  const { t } = useTranslation();
  return (
    <BlockStack gap="400">
      <Banner tone="info" title={t('home.settingUp.title')}>
        <p>{t('home.settingUp.text')}</p>
      </Banner>
      <Card>
        <SkeletonBodyText lines={6} />
      </Card>
    </BlockStack>
  );
}

/** Loads again while there is something to wait for and somebody looks. */
function usePolling(active: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!active || state !== 'idle') return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') revalidate();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [active, state, revalidate]);
}
