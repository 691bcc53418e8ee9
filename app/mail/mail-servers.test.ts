import { describe, expect, it } from 'vitest';
import { MailServers } from './mail-servers.server';
import type { MailResult, OutgoingMail } from './transport.server';

function servers(most: number) {
  const opened: string[] = [];
  const closed: string[] = [];
  const sending: ((result: MailResult) => void)[] = [];
  const all = new MailServers(({ url }) => {
    opened.push(url);
    return {
      send: () => new Promise<MailResult>((resolve) => sending.push(resolve)),
      close: () => void closed.push(url),
    };
  }, most);
  return { all, opened, closed, sending, pool: (url: string) => all.pool(url, { url }) };
}
const mail = {} as OutgoingMail;

describe('pools of shops with their own mail server', () => {
  it('are kept, up to a bound; the one used longest ago goes', () => {
    const { pool, opened, closed, all } = servers(2);
    pool('a');
    pool('b');
    pool('a');
    pool('c');
    expect(opened).toEqual(['a', 'b', 'c']);
    expect(closed).toEqual(['b']);
    pool('a');
    expect(opened).toEqual(['a', 'b', 'c']);
    expect(all.size).toBe(2);
    all.close();
    expect(closed.sort()).toEqual(['a', 'b', 'c']);
  });

  it('one that has to go finishes what is under way first', async () => {
    const { pool, closed, sending } = servers(1);
    const sent = pool('a').send(mail);
    pool('b');
    expect(closed).toEqual([]);
    sending[0]?.({ outcome: 'sent' });
    expect(await sent).toEqual({ outcome: 'sent' });
    expect(closed).toEqual(['a']);
  });
});
