import { BlockStack, Box, Button, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { DecisionRun } from '~/cart-decision/decide-cart';
import type { ShopFormat } from '~/components/format';
import { showToast } from '~/components/toast';

/** What the function was asked and what it answered, to be looked at, or run again by `npm run function:run`. */
export function CartRuns({ runs, format }: { runs: DecisionRun[]; format: ShopFormat }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="400">
      <Text as="p" tone="subdued">
        {t('why.runs.text')}
      </Text>
      {runs.map((run, index) => (
        <BlockStack gap="200" key={index}>
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h4" variant="headingXs">
              {run.code === null ? t('why.loyalty') : t('why.code', { code: run.code })} ·{' '}
              <code>{run.exportName}</code>
            </Text>
            <Button size="slim" onClick={() => void copy(run, () => showToast(t('why.runs.copied')))}>
              {t('why.runs.copy')}
            </Button>
          </InlineStack>
          <Json label={t('why.runs.input')} value={run.input} />
          <Json label={t('why.runs.output')} value={run.output} />
          <Text as="p" tone="subdued">
            {t('why.runs.cost', { count: run.instructions, number: format.number(run.instructions) })}
            {run.logs && ` · ${run.logs.trim()}`}
            {run.error && ` · ${run.error}`}
          </Text>
        </BlockStack>
      ))}
    </BlockStack>
  );
}

function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <Box background="bg-surface-secondary" padding="200" borderRadius="200">
      <Text as="span" variant="bodySm" tone="subdued">
        {label}
      </Text>
      <pre className="json">{JSON.stringify(value)}</pre>
    </Box>
  );
}

/** Where the browser keeps the clipboard from the admin's frame, the text can be selected and copied by hand. */
async function copy(run: DecisionRun, done: () => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(JSON.stringify(run.input));
    done();
  } catch {
    return; // the text stands below the button
  }
}
