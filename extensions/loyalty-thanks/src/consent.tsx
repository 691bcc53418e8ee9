import { signal } from '@preact/signals';
import type { I18n } from '../../shared/texts';

/** No answer for so long is as good as none. */
const PATIENCE_MS = 8_000;

interface ConsentApi {
  i18n: I18n;
  sessionToken: { get(): Promise<string> };
  localization: { language: { value: { isoCode: string } } };
}
interface Answer {
  state: string;
  text?: { id: string; title: string; body: string; yes: string; no: string };
}

/**
 * Asks whether the shopper wants e-mail offers, where the merchant wants that asked (docs/surfaces.md, "Consent endpoint"). The
 * server says whether there is anything to ask, and in which words: what is kept as proof is what was shown.
 * @param surface as the endpoint calls the page
 * @returns what to render once the endpoint's address is known; it asks there once
 */
export function consentQuestion(api: ConsentApi, surface: string) {
  const shown = signal<Answer | null>(null);
  /** what was clicked, while it travels; `failed` when it did not arrive */
  const click = signal('');
  let isAsked = false;

  // promises by hand: `async` costs the bundle a helper
  const send = (at: string, answer?: object) => {
    const locale = api.localization.language.value.isoCode;
    const query = answer ? '' : `?surface=${surface}&locale=${locale}`;
    return api.sessionToken
      .get()
      .then((token) =>
        fetch(`${at}/surfaces/consent${query}`, {
          method: answer ? 'POST' : 'GET',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: answer && JSON.stringify(Object.assign({ surface, locale }, answer)),
          signal: AbortSignal.timeout(PATIENCE_MS),
        }),
      )
      .then((response) => (response.ok ? (response.json() as Promise<Answer>) : Promise.reject(new Error())));
  };

  return function Consent({ at }: { at: string }) {
    if (!isAsked) {
      isAsked = true;
      send(at).then(
        (answer) => (shown.value = answer.state === 'given' ? null : answer),
        // until the question stands there, there is nothing to be sorry for
        () => undefined,
      );
    }
    const text = shown.value && shown.value.text;
    if (!text) return null;
    return (
      <s-box accessibilityRole="status">
        <s-stack gap="small-200">
          <s-text type="strong">{text.title}</s-text>
          <s-text>{text.body}</s-text>
          {click.value === 'failed' ? (
            <s-text tone="warning">{api.i18n.translate('consent.failed')}</s-text>
          ) : null}
          {shown.value && shown.value.state === 'ask' ? (
            <s-stack direction="inline" gap="small-200">
              {(['yes', 'no'] as const).map((answer) => (
                <s-button
                  key={answer}
                  loading={click.value === answer}
                  disabled={click.value === 'yes' || click.value === 'no'}
                  onClick={() => {
                    click.value = answer;
                    send(at, { answer, text: text.id }).then(
                      (next) => (shown.value = next),
                      () => (click.value = 'failed'),
                    );
                  }}
                >
                  {text[answer]}
                </s-button>
              ))}
            </s-stack>
          ) : null}
        </s-stack>
      </s-box>
    );
  };
}
