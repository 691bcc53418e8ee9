import { BlockStack, Button, Card, InlineStack, Link, Popover, Box, Text } from '@shopify/polaris';
import { InfoIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** names the texts: home.figure.<name>.label and .definition */
  name: string;
  value: string;
  detail?: string;
  /** the list behind the number */
  url: string;
  /** of the definition: what is filled into its text */
  definitionValues?: Record<string, string | number>;
}

/** One key figure, with how it is counted and the list that it counts. */
export function FigureCard({ name, value, detail, url, definitionValues }: Props) {
  const { t } = useTranslation();
  const label = t(`home.figure.${name}.label`);
  return (
    <Card>
      <BlockStack gap="100">
        <InlineStack align="space-between" blockAlign="center" wrap={false}>
          <Text as="h3" variant="bodySm" tone="subdued">
            {label}
          </Text>
          <Definition label={label} text={t(`home.figure.${name}.definition`, definitionValues)} />
        </InlineStack>
        <span className="figure-number" data-figure={name}>
          <Link url={url} monochrome removeUnderline accessibilityLabel={`${label}: ${value}`}>
            <Text as="span" variant="headingLg">
              {value}
            </Text>
          </Link>
        </span>
        {detail && (
          <Text as="p" variant="bodySm" tone="subdued">
            {detail}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Definition({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      activator={
        <Button
          icon={InfoIcon}
          variant="tertiary"
          size="micro"
          accessibilityLabel={t('home.howCounted', { figure: label })}
          onClick={() => setOpen((current) => !current)}
        />
      }
    >
      <Box padding="300" maxWidth="20rem">
        <Text as="p">{text}</Text>
      </Box>
    </Popover>
  );
}
