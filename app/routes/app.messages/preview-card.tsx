import { Banner, BlockStack, Button, Card, InlineStack, Spinner, Tabs, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '~/components/toast';
import { CustomerPicker } from './customer-picker';
import type { FoundCustomer, PreviewAnswer, PreviewRequest, TryAnswer } from './preview-request';
import { ask } from './use-asked';

interface Props {
  request: PreviewRequest;
  preview: { answer: PreviewAnswer | null; loading: boolean; failed: boolean };
  chosen: FoundCustomer | null;
  choose(customer: FoundCustomer | null): void;
}

/** The message as one customer would get it, HTML and text, and the button that sends it to the merchant. */
export function PreviewCard({ request, preview, chosen, choose }: Props) {
  const { t } = useTranslation();
  const [tab, setTab] = useState(0);
  const { answer, loading, failed } = preview;
  /** the template's own complaints are in English; this one is ours */
  const couponInGreeting = ({ findings }: PreviewAnswer) => {
    const found = findings.find(({ code }) => code === 'coupon-in-birthday');
    const part = t(found?.part === 'subject' ? 'messages.part.subject' : 'messages.part.body');
    return found && t('messages.finding.coupon-in-birthday', { detail: found.detail, part });
  };
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t('messages.preview.title')}
          </Text>
          {loading && <Spinner size="small" accessibilityLabel={t('messages.preview.loading')} />}
        </InlineStack>
        <CustomerPicker chosen={chosen} choose={choose} />
        {failed && <Banner tone="warning">{t('messages.preview.failed')}</Banner>}
        {answer?.outcome === 'error' && (
          <Banner tone="critical" title={t('messages.preview.broken')}>
            <Text as="p">{couponInGreeting(answer) ?? answer.message}</Text>
          </Banner>
        )}
        {answer?.outcome === 'rendered' && (
          <BlockStack gap="200">
            <Text as="p" fontWeight="semibold">
              <span data-preview-subject>{answer.subject}</span>
            </Text>
            <Tabs
              tabs={[
                { id: 'preview-html', content: t('messages.preview.html') },
                { id: 'preview-text', content: t('messages.preview.text') },
              ]}
              selected={tab}
              onSelect={setTab}
            />
            {tab === 0 ? (
              // no scripts, no forms, no cookies, nothing of this page: sandbox without any right
              <iframe
                className="mail-preview"
                sandbox=""
                srcDoc={answer.html}
                title={t('messages.preview.title')}
              />
            ) : (
              <pre className="mail-preview-text">{answer.text}</pre>
            )}
          </BlockStack>
        )}
        <TestSend request={request} disabled={answer?.outcome !== 'rendered'} />
      </BlockStack>
    </Card>
  );
}

function TestSend({ request, disabled }: { request: PreviewRequest; disabled: boolean }) {
  const { t } = useTranslation();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    setSending(true);
    const answer = (await ask('/app/messages/try', request)) as TryAnswer | null;
    setSending(false);
    if (answer?.outcome === 'sent') {
      setProblem(null);
      showToast(t('messages.try.sent', { to: answer.to }));
    } else {
      setProblem(problemText(answer));
    }
  };
  const problemText = (answer: Exclude<TryAnswer, { outcome: 'sent' }> | null) => {
    if (answer?.outcome === 'too-many') return t('messages.try.tooMany');
    if (answer?.outcome === 'error') return answer.message;
    return t('messages.try.failed', { reason: answer?.reason ?? '' });
  };
  return (
    <BlockStack gap="200">
      <InlineStack gap="300" blockAlign="center">
        <Button onClick={() => void send()} loading={sending} disabled={disabled}>
          {t('messages.try.button')}
        </Button>
        <Text as="span" tone="subdued">
          {t('messages.try.help')}
        </Text>
      </InlineStack>
      {problem !== null && <Banner tone="critical">{problem}</Banner>}
    </BlockStack>
  );
}
