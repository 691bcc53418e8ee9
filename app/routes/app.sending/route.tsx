import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { SaveBar, TitleBar } from '@shopify/app-bridge-react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  ChoiceList,
  InlineStack,
  Layout,
  Page,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { showToast } from '~/components/toast';
import { readMailServer } from '~/effects/mail-server-settings';
import type { ServerDraft, ServerErrors, ServerField } from '~/mail/server-settings';
import { ask } from '../app.messages/use-asked';
import { DomainCard } from './domain-card';
import type { SendingAnswer, SendingRequest } from './sending.server';
import { ownServersAllowed } from './sending.server';
import { ServerFields } from './server-fields';

export { PageError as ErrorBoundary } from '~/components/page-error';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const facts = await requireShopFacts(merchant);
  const { sender } = await currentProgram(merchant, facts.version);
  const { services, shop } = merchant;
  return {
    server: await readMailServer(services, shop),
    allowed: ownServersAllowed(services),
    development: services.env.DEV_STORE_URL !== undefined,
    from: sender.email,
    replyTo: sender.replyTo,
  };
}

interface Form {
  own: boolean;
  draft: ServerDraft;
}

/** Which mail server the shop's messages leave by, and whether its domain is ready for that. */
export default function SendingPage() {
  const loaded = useLoaderData<typeof loader>();
  // settings that were saved elsewhere start the form afresh; its own save does the same, without the password
  return <SendingForm key={JSON.stringify(loaded.server)} loaded={loaded} />;
}

function SendingForm({ loaded }: { loaded: ReturnType<typeof useLoaderData<typeof loader>> }) {
  const { t, i18n } = useTranslation();
  const { server, allowed, from, replyTo } = loaded;
  const { revalidate } = useRevalidator();
  const [saved, setSaved] = useState<Form>(() => formOf(server));
  const [form, setForm] = useState<Form>(saved);
  const [errors, setErrors] = useState<ServerErrors>(() =>
    server?.passwordReadable === false ? { password: 'password-gone' } : {},
  );
  const [answer, setAnswer] = useState<SendingAnswer | 'failed' | null>(null);
  const [busy, setBusy] = useState<SendingRequest['intent'] | null>(null);
  const dirty = JSON.stringify(form) !== JSON.stringify(saved);

  const change = (field: ServerField, value: string) => {
    setForm((before) => ({ ...before, draft: { ...before.draft, [field]: value } }));
    setErrors(({ [field]: _gone, ...others }) => others);
  };
  const post = async (intent: SendingRequest['intent']) => {
    setBusy(intent);
    const came = (await ask(`/app/sending/save?locale=${i18n.language}`, {
      intent,
      ...form,
    })) as SendingAnswer | null;
    setBusy(null);
    setErrors(came?.outcome === 'invalid' ? came.errors : {});
    setAnswer(came ?? 'failed');
    if (came?.outcome === 'saved') {
      const kept = { ...form, draft: { ...form.draft, password: '' } };
      setSaved(kept);
      setForm(kept);
      showToast(t('sending.saved'));
      revalidate();
    }
    if (came?.outcome === 'sent') showToast(t('sending.test.sent', { to: came.to }));
  };
  return (
    <Page title={t('sending.title')} subtitle={t('sending.subtitle')}>
      <TitleBar title={t('sending.title')} />
      <SaveBar open={dirty}>
        <button
          variant="primary"
          onClick={() => void post('save')}
          loading={busy === 'save' ? '' : undefined}
        >
          {t('program.save')}
        </button>
        <button
          onClick={() => {
            setForm(saved);
            setErrors({});
          }}
        >
          {t('program.discard')}
        </button>
      </SaveBar>
      <Layout>
        <Problems answer={answer} readable={server?.passwordReadable !== false} />
        <Layout.AnnotatedSection
          id="server"
          title={t('sending.server.title')}
          description={t('sending.server.text', { from })}
        >
          <Card>
            <BlockStack gap="400">
              <ChoiceList
                title={t('sending.server.which')}
                choices={[
                  {
                    label: t('sending.server.operator'),
                    value: 'operator',
                    helpText: t('sending.server.operatorText'),
                  },
                  {
                    label: t('sending.server.own'),
                    value: 'own',
                    helpText: t(allowed ? 'sending.server.ownText' : 'sending.server.notAllowed'),
                    disabled: !allowed,
                  },
                ]}
                selected={[form.own ? 'own' : 'operator']}
                onChange={([value]) => setForm((before) => ({ ...before, own: value === 'own' }))}
              />
              {form.own && (
                <ServerFields
                  draft={form.draft}
                  errors={errors}
                  change={change}
                  stored={server?.passwordReadable === true}
                  development={loaded.development}
                />
              )}
              <InlineStack gap="300" blockAlign="center">
                <Button onClick={() => void post('test')} loading={busy === 'test'}>
                  {t('sending.test.button')}
                </Button>
                <Text as="span" tone="subdued">
                  {t('sending.test.to', { to: replyTo })}
                </Text>
              </InlineStack>
            </BlockStack>
          </Card>
        </Layout.AnnotatedSection>
        <Layout.AnnotatedSection
          id="domain"
          title={t('sending.domain.title')}
          description={t('sending.domain.text')}
        >
          <DomainCard asSaved={form.own !== saved.own} />
        </Layout.AnnotatedSection>
      </Layout>
    </Page>
  );
}

/** What was wrong with a save or a test, above the form; a field's own sentence stands at the field as well. */
function Problems({ answer, readable }: { answer: SendingAnswer | 'failed' | null; readable: boolean }) {
  const { t } = useTranslation();
  const outcome = answer === null || answer === 'failed' ? answer : answer.outcome;
  return (
    <>
      {!readable && (
        <Layout.Section>
          <Banner tone="critical" title={t('sending.unreadable.title')}>
            <p>{t('sending.unreadable.text')}</p>
          </Banner>
        </Layout.Section>
      )}
      {(outcome === 'failed' || outcome === 'invalid' || outcome === 'too-many') && (
        <Layout.Section>
          <Banner
            tone={outcome === 'too-many' ? 'warning' : 'critical'}
            title={t(`sending.answer.${outcome}`)}
          />
        </Layout.Section>
      )}
      {answer !== null && answer !== 'failed' && answer.outcome === 'not-sent' && (
        <Layout.Section>
          <Banner tone="critical" title={t('sending.answer.not-sent')}>
            <p>
              {t(`sending.problem.${answer.problem}`)} ({answer.reason})
            </p>
          </Banner>
        </Layout.Section>
      )}
    </>
  );
}

type Loaded = Awaited<ReturnType<typeof loader>>;

function formOf(server: Loaded['server']): Form {
  return {
    own: server !== null,
    draft: {
      host: server?.host ?? '',
      port: String(server?.port ?? 465),
      security: server?.security ?? 'tls',
      username: server?.username ?? '',
      password: '',
      perSecond: server?.perSecond ? String(server.perSecond) : '',
    },
  };
}
