import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  InlineStack,
  Spinner,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DomainHint, RecordState } from '~/mail/dns-hint';
import { useAsked } from '../app.messages/use-asked';

interface Props {
  /** another server is chosen and not saved yet: the hints are for the one before */
  asSaved: boolean;
}

interface Answer {
  domain: string | null;
  hints: DomainHint[];
}

const TONES: Readonly<Record<RecordState, 'success' | 'critical' | 'warning' | undefined>> = {
  ok: 'success',
  missing: 'warning',
  wrong: 'critical',
  unknown: undefined,
};

/** SPF, DKIM and DMARC of the sender's domain, asked for after the page is there: the DNS may take its time. */
export function DomainCard({ asSaved }: Props) {
  const { t } = useTranslation();
  const [selector, setSelector] = useState('');
  const [turn, setTurn] = useState(1);
  const asked = useAsked(
    `/app/sending/domain?selector=${encodeURIComponent(selector)}&turn=${turn}`,
    undefined,
  );
  const answer = asked.answer as Answer | null;
  return (
    <Card>
      <BlockStack gap="400">
        {asked.loading && <Spinner accessibilityLabel={t('sending.domain.asking')} size="small" />}
        {asked.failed && <Banner tone="warning" title={t('sending.domain.failed')} />}
        {!asked.failed && answer?.domain === null && <p>{t('sending.domain.none')}</p>}
        {!asked.failed && answer && answer.domain !== null && (
          <>
            <Text as="h3" variant="headingSm">
              {answer.domain}
            </Text>
            {asSaved && (
              <Text as="p" tone="subdued">
                {t('sending.domain.asSaved')}
              </Text>
            )}
            {answer.hints.map((hint) => (
              <Hint key={hint.record} hint={hint} />
            ))}
          </>
        )}
        <TextField
          label={t('sending.domain.selector')}
          helpText={t('sending.domain.selectorHelp')}
          value={selector}
          onChange={setSelector}
          autoComplete="off"
          spellCheck={false}
        />
        <InlineStack>
          <Button onClick={() => setTurn(turn + 1)} disabled={asked.loading}>
            {t('sending.domain.again')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

/** An entry, or a part of one, as it stands in the DNS. */
function Entry({ text }: { text: string }) {
  return (
    <Box background="bg-surface-secondary" padding="200" borderRadius="200">
      <Text as="p" variant="bodySm" breakWord>
        <code>{text}</code>
      </Text>
    </Box>
  );
}

function Hint({ hint: { record, state, problem, name, found, advice } }: { hint: DomainHint }) {
  const { t } = useTranslation();
  return (
    <div data-hint={record} data-state={state}>
      <BlockStack gap="100">
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="semibold">
            {record.toUpperCase()}
          </Text>
          <Badge tone={TONES[state]}>{t(`sending.domain.state.${state}`)}</Badge>
        </InlineStack>
        <Text as="p">{t(`sending.domain.${problem ? `problem.${problem}` : `${record}.${state}`}`)}</Text>
        <Text as="p" tone="subdued" breakWord>
          {name}
        </Text>
        {found && <Entry text={found} />}
        {advice && (
          <div data-advice="">
            <Text as="p">{t('sending.domain.advice')}</Text>
            <Entry text={advice} />
          </div>
        )}
      </BlockStack>
    </div>
  );
}
