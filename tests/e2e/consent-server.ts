import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The app's consent endpoint as docs/surfaces.md writes it down, for surfaces in a browser: any origin may ask. */
export interface ConsentServer {
  url: string;
  /** what was asked, in order: "GET thank-you en", "POST yes 1.en" */
  asked: string[];
  /** how it answers from now on */
  state: 'ask' | 'given' | 'off' | 'broken';
  /** of the last request */
  token: string;
  /** whence it came, as the browser says */
  origin: string;
  stop(): Promise<void>;
}

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
};

export async function startConsentServer(): Promise<ConsentServer> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const consent: ConsentServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    state: 'ask',
    token: '',
    origin: '',
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
    consent.origin = request.headers.origin ?? '';
    consent.token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const { pathname, searchParams } = new URL(request.url ?? '', consent.url);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const sent = (body === '' ? {} : JSON.parse(body)) as { answer?: string; text?: string };
    consent.asked.push(
      sent.answer === undefined
        ? `GET ${searchParams.get('surface')} ${searchParams.get('locale')}`
        : `POST ${sent.answer} ${sent.text}`,
    );
    const status = pathname !== '/surfaces/consent' ? 404 : consent.state === 'broken' ? 503 : 200;
    response.writeHead(status, { ...CORS, 'Content-Type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? says(sent.answer) : { error: 'unavailable' }));
  }
  function says(answered: string | undefined): object {
    if (answered === 'yes')
      return {
        state: 'asked',
        text: { id: '1.en', title: 'Almost done', body: 'Please look into your mailbox.' },
      };
    if (answered === 'no' || consent.state === 'off') return { state: 'off' };
    const text = {
      id: '1.en',
      title: 'May we write to you now and then?',
      body: 'Offers for regulars, about twice a month. You can end it with one click.',
      yes: 'Yes, please',
      no: 'No, thank you',
    };
    return { state: consent.state, text };
  }
  return consent;
}
