import { BlockStack, Text } from '@shopify/polaris';

/** Label above value: Polaris' description list gives narrow cards columns of one word. */
export function FactsList({ facts }: { facts: { label: string; value: string }[] }) {
  return (
    <dl className="facts-list">
      {facts.map(({ label, value }) => (
        <BlockStack key={label}>
          <Text as="dt" tone="subdued">
            {label}
          </Text>
          <Text as="dd">{value}</Text>
        </BlockStack>
      ))}
    </dl>
  );
}
