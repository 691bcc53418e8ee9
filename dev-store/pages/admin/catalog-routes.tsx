import type express from 'express';
import { isDiscount } from '../../checkout/function-input-metafields';
import { sendPage } from '../html';
import { queryText, wantsJson } from '../http';
import type { AdminPage } from './admin-page';
import { Discounts, discountStatus, findProducts, Products } from './catalog';
import { metafieldsOf } from './customer';
import { listing } from './list';

export function mountCatalog(app: express.Express, admin: AdminPage): void {
  app.get(
    '/store/:handle/products',
    admin(({ context, language }, request, response) => {
      const search = queryText(request, 'q');
      const list = listing(findProducts(context, search), search, queryText(request, 'page'));
      if (wantsJson(request)) response.json({ products: list.rows, total: list.total, page: list.page });
      else sendPage(response, <Products context={context} language={language} list={list} />);
    }),
  );

  app.get(
    '/store/:handle/discounts',
    admin(({ context, language }, request, response) => {
      if (!wantsJson(request)) {
        sendPage(
          response,
          <Discounts context={context} language={language} search={queryText(request, 'q')} />,
        );
        return;
      }
      const discounts = [...context.state.all('discountNode').values()].map((node) => {
        return {
          ...node,
          status: discountStatus(node, context.clock.now()),
          metafields: metafieldsOf(context, isDiscount(node.id)),
        };
      });
      response.json({ discounts });
    }),
  );
}
