import type express from 'express';
import type { PagesDeps } from '../deps';
import { sendPage } from '../html';
import { bodies, field, queryText, writeCookie } from '../http';
import type { AdminPage } from './admin-page';
import { Home } from './home';
import { clockNotice, moveClock } from './move-clock';

/** The first page, and what is set for all of them: the language, the clock. */
export function mountHome(app: express.Express, admin: AdminPage, deps: PagesDeps): void {
  app.get(
    '/store/:handle',
    admin(({ context, language }, request, response) => {
      const notice = clockNotice(queryText(request, 'clock'), language);
      sendPage(response, <Home context={context} language={language} notice={notice} />);
    }),
  );

  app.post(
    '/store/:handle/language',
    bodies,
    admin(({ store }, request, response) => {
      writeCookie(response, 'admin_language', field(request, 'language') === 'de' ? 'de' : 'en', '/store');
      const back = field(request, 'back');
      // Only a page of this shop: an address of somebody else's would make this an open redirect.
      response.redirect(303, back === store || back.startsWith(`${store}/`) ? back : store);
    }),
  );

  app.post(
    '/store/:handle/clock',
    bodies,
    admin(async ({ context, store }, request, response) => {
      const moved = await moveClock(
        deps.clock,
        context.state.shop.timeZone,
        field(request, 'days'),
        field(request, 'date'),
      );
      response.redirect(303, `${store}?clock=${moved}#clock`);
    }),
  );
}
