import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { ExternalIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { isPlaced, type Surface } from './surfaces';
import type { Placements } from './use-placements';

interface Props {
  surface: Surface;
  /** of the editor, with the block to place */
  url: string;
  /** the shop's plan shows it */
  shown: boolean;
  placements: Placements;
}

/** One place: a picture, what shoppers read there, whether it is placed, and the way into the editor. */
export function SurfaceCard({ surface, url, shown, placements }: Props) {
  const { t, i18n } = useTranslation();
  const name = t(`surfaces.place.${surface.id}.name`);
  const language = i18n.language === 'de' ? 'de' : 'en';
  return (
    <Card>
      <div data-surface-card={surface.id}>
        <BlockStack gap="300">
          <div className="surface-picture">
            <img
              src={`/surfaces/${surface.id}-${language}.webp`}
              alt={t('surfaces.picture', { name })}
              loading="lazy"
            />
          </div>
          <InlineStack gap="200" align="space-between" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {name}
            </Text>
            {shown ? (
              <Placed surface={surface} placements={placements} />
            ) : (
              <Badge>{t('surfaces.notInPlan')}</Badge>
            )}
          </InlineStack>
          <Text as="p">{t(`surfaces.place.${surface.id}.shows`)}</Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {t(`surfaces.offered.${surface.offered}`)}
          </Text>
          {shown && (
            <Box>
              <Button
                url={url}
                target="_blank"
                icon={ExternalIcon}
                accessibilityLabel={t('surfaces.openFor', { name })}
              >
                {t(surface.group === 'store' ? 'surfaces.openTheme' : 'surfaces.openCheckout')}
              </Button>
            </Box>
          )}
        </BlockStack>
      </div>
    </Card>
  );
}

function Placed({ surface, placements }: Pick<Props, 'surface' | 'placements'>) {
  const { t } = useTranslation();
  if (placements === null)
    return <span className="surface-asking" aria-label={t('surfaces.asking')} role="img" />;
  if (placements === 'unknown') return <Badge>{t('surfaces.unknown')}</Badge>;
  return isPlaced(surface, placements) ? (
    <Badge tone="success" progress="complete">
      {t('surfaces.placed')}
    </Badge>
  ) : (
    <Badge tone="attention" progress="incomplete">
      {t('surfaces.notPlaced')}
    </Badge>
  );
}
