import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Card, Layout, Page, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { fetchCustomerNames } from '~/components/customer-names.server';
import { useShopFormat } from '~/components/format';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { shopToday } from '~/loyalty/calendar';
import { AnniversaryCard } from './anniversary-card';
import { readBirthday } from './birthday.server';
import { CartCard } from './cart-card';
import { MessagesCard } from './messages-card';
import { OccasionsCard } from './occasions-card';
import { OrdersCard } from './orders-card';
import { StandingCard } from './standing-card';
import { readStory } from './story.server';

export { PageError as ErrorBoundary } from '~/components/page-error';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { currency, timeZone, hidden, version } = await requireShopFacts(merchant);
  const program = await currentProgram(merchant, version);
  const story = await readStory(merchant, params.id ?? '', { program, timeZone, hidden });
  // Another shop's customer and one that never was look the same.
  if (!story) throw new Response(null, { status: 404 });
  const today = shopToday(merchant.services.clock.now(), timeZone);
  const [names, birthday] = await Promise.all([
    fetchCustomerNames(merchant, [story.shopifyCustomerId]),
    readBirthday(merchant, story.shopifyCustomerId, program, today),
  ]);
  const tierNames = Object.fromEntries(program.loyalty.tiers.map((tier) => [tier.key, tier.name]));
  const name = story.shopifyCustomerId ? names[story.shopifyCustomerId] : undefined;
  const { collections, tags, exclude } = program.loyalty;
  const asks = {
    collections: collections.length > 0,
    tags: tags.length > 0,
    excludedCollections: exclude.collections.length > 0,
  };
  const person = { id: params.id ?? '', story, name: name ?? null, birthday };
  return { ...person, tierNames, currency, timeZone, today, asks };
}

export default function CustomerPage() {
  const { t } = useTranslation();
  const { id, story, name, birthday, tierNames, today, asks, ...shop } = useLoaderData<typeof loader>();
  const format = useShopFormat(shop);
  const fallback = story.shopifyCustomerId
    ? t('customers.numbered', { id: story.shopifyCustomerId })
    : t('customers.guest');
  const title = name?.displayName ?? fallback;
  return (
    <Page
      title={title}
      subtitle={name?.email ?? undefined}
      backAction={{ content: t('navigation.customers'), url: '/app/customers' }}
      {...(story.shopifyCustomerId && {
        secondaryActions: [
          {
            content: t('customer.openInShopify'),
            url: `shopify://admin/customers/${story.shopifyCustomerId}`,
            target: '_top' as const,
          },
        ],
      })}
    >
      <TitleBar title={title} />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <OrdersCard orders={story.orders} format={format} />
            <MessagesCard key={`messages ${id}`} messages={story.messages} format={format} />
            <CartCard key={`cart ${id}`} customerId={id} shop={shop} today={today} asks={asks} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <StandingCard
              explanation={story.explanation}
              tierNames={tierNames}
              netSpendMinor={story.netSpendMinor}
              savedMinor={story.savedMinor}
              standingWrittenAt={story.standingWrittenAt}
              format={format}
            />
            <AnniversaryCard customerId={id} story={story} format={format} />
            <OccasionsCard
              chapters={story.occasions}
              next={story.nextOccasions}
              birthday={birthday}
              format={format}
            />
            {!story.shopifyCustomerId && (
              <Card>
                <Text as="p">{t('customer.guestText')}</Text>
              </Card>
            )}
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
