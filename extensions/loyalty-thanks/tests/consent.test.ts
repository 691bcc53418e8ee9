// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dossier, entries, onStage, program, standing, unmount } from '../../shared/tests/stage';
import { openOrderStatus, openThankYou, orderStatus, thankYou, type ThankYouVisit } from './order-pages';

/** The question about e-mail offers, as the server of docs/surfaces.md ("Consent endpoint") would have it asked. */
const AT = 'https://app.example';
const question = {
  state: 'ask',
  text: {
    id: '1.en',
    title: 'May we write?',
    body: 'Twice a month.',
    yes: 'Yes, please',
    no: 'No, thank you',
  },
};
const confirm = {
  state: 'asked',
  text: { id: '1.en', title: 'Look into your mailbox', body: 'One click is left.' },
};

onStage(thankYou);
const server = vi.fn<(address: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  server.mockReset();
  thankYou.fetch = server as unknown as typeof fetch;
});

/** The merchant's program card, with the address that may be asked. */
function metafields(at: string | null) {
  return entries({ standing, dossier, program }).map((entry) => {
    if (at === null || entry.metafield.key !== 'program') return entry;
    const value = JSON.stringify({ ...(JSON.parse(String(entry.metafield.value)) as object), q: at });
    return { ...entry, metafield: { ...entry.metafield, value } };
  });
}

async function thank({ at = AT, ...visit }: ThankYouVisit & { at?: string | null } = {}) {
  await openThankYou({ ...visit, appMetafields: metafields(at) });
  await settled();
}
/** Turns of the event loop and no time: nothing here waits for anything outside of this process. */
const settled = async () => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const answers = (...all: (object | number)[]) => {
  for (const one of all)
    server.mockResolvedValueOnce(
      typeof one === 'number' ? Response.json({ error: 'x' }, { status: one }) : Response.json(one),
    );
};
const texts = () => [...document.body.querySelectorAll('s-text')].map((node) => node.textContent);
const buttons = () => [...document.body.querySelectorAll('s-button')];
async function click(label: string): Promise<void> {
  buttons()
    .find((one) => one.textContent === label)
    ?.dispatchEvent(new Event('click'));
  await settled();
}

describe('the question', () => {
  it('is asked in the words of the server, with a session token, and answered with the id of these words', async () => {
    answers(question, confirm);
    await thank();
    const [address, asked] = server.mock.calls[0] ?? [];
    expect(address).toBe(`${AT}/surfaces/consent?surface=thank-you&locale=en`);
    expect(asked).toMatchObject({ method: 'GET', headers: { Authorization: 'Bearer a.b.c' } });
    expect(texts()).toEqual(expect.arrayContaining(['May we write?', 'Twice a month.']));
    expect(buttons().map((one) => one.textContent)).toEqual(['Yes, please', 'No, thank you']);

    await click('Yes, please');
    const [target, answered] = server.mock.calls[1] ?? [];
    expect(target).toBe(`${AT}/surfaces/consent`);
    expect(answered).toMatchObject({ method: 'POST' });
    expect(JSON.parse(answered?.body as string)).toEqual({
      answer: 'yes',
      text: '1.en',
      surface: 'thank-you',
      locale: 'en',
    });
    expect(texts()).toContain('Look into your mailbox');
    expect(buttons()).toEqual([]);
  });

  it('is gone after a no', async () => {
    answers(question, { state: 'off' });
    await thank();
    await click('No, thank you');
    expect(JSON.parse(server.mock.calls[1]?.[1].body as string)).toMatchObject({ answer: 'no' });
    expect(texts()).not.toContain('May we write?');
  });

  it('is asked on the order status page too, in the language of the page', async () => {
    answers({ ...question, text: { ...question.text, id: '1.fr' } });
    orderStatus.setUp();
    orderStatus.fetch = server as unknown as typeof fetch;
    await openOrderStatus({ orderId: '5004', language: 'fr', appMetafields: metafields(AT) });
    await settled();
    expect(server.mock.calls[0]?.[0]).toBe(`${AT}/surfaces/consent?surface=order-status&locale=fr`);
    expect(texts()).toContain('May we write?');
    orderStatus.tearDown();
  });

  it('holds its buttons while the answer travels', async () => {
    answers(question);
    server.mockReturnValueOnce(new Promise(() => undefined));
    await thank();
    await click('Yes, please');
    expect(buttons().map((one) => [one.hasAttribute('loading'), one.hasAttribute('disabled')])).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('stays, with another try, when the answer did not arrive', async () => {
    answers(question, 503, confirm);
    await thank();
    await click('Yes, please');
    expect(texts()).toContain('That did not get through. Please try again.');
    await click('Yes, please');
    expect(texts()).toContain('Look into your mailbox');
    expect(texts()).not.toContain('That did not get through. Please try again.');
  });
});

describe('nothing is asked', () => {
  it.each<[what: string, answer: object | number]>([
    ['the consent is there', { state: 'given', text: question.text }],
    ['the merchant switched it off', { state: 'off' }],
    ['the server is overloaded', 429],
    ['the token is refused', 401],
    ['the answer is of another kind', { error: 'x' }],
    ['the answer has no words', { state: 'ask' }],
  ])('when %s', async (_what, answer) => {
    answers(answer);
    await thank();
    expect(server).toHaveBeenCalledTimes(1);
    expect(texts()).not.toContain('May we write?');
    expect(buttons()).toEqual([]);
    expect(document.body.textContent).toContain('thank you for staying');
  });

  it('when nobody answers', async () => {
    server.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await thank();
    expect(document.body.textContent).toContain('thank you for staying');
    expect(buttons()).toEqual([]);
  });

  it('and nobody is called, of guests and where the merchant does not want it', async () => {
    await thank({ customer: null });
    expect(document.body.textContent).toBe('');
    unmount();
    await thank({ at: null });
    await thank({ at: 'javascript:alert(1)' });
    expect(server).not.toHaveBeenCalled();
  });
});
