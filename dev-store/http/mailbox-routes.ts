import { Router } from 'express';
import type { MailStore } from '../mail/mail-store';
import { handle } from './route';

/** The mailbox for programs: GET /mailbox.json?search=&limit=&offset=, GET /mailbox/{id}.json */
export function mailboxRoutes(store: MailStore): Router {
  const router = Router();
  router.get(
    '/mailbox.json',
    handle(async (request, response) => {
      const { search, limit, offset } = request.query;
      response.json(
        await store.list({
          search: typeof search === 'string' ? search : '',
          limit: Math.min(Number(limit ?? 100) || 100, 1_000),
          offset: Number(offset ?? 0) || 0,
        }),
      );
    }),
  );
  router.get(
    '/mailbox/:id(\\d+).json',
    handle(async (request, response) => {
      const mail = await store.get(Number(request.params.id));
      if (mail) response.json(mail);
      else response.status(404).json({ error: 'no such mail' });
    }),
  );
  return router;
}
