import { Router, json } from 'express';
import type { MovableClock } from '../model/clock';
import { handle } from './route';

/** GET /clock, POST /clock {advance: "P1D"} or {to: ISO instant}. It never goes back. */
export function clockRoutes(clock: MovableClock, afterMove: () => void): Router {
  const router = Router();
  const present = () => ({ now: new Date(clock.now()).toISOString() });
  router.get('/clock', (_request, response) => {
    response.json(present());
  });
  router.post(
    '/clock',
    json(),
    handle(async (request, response) => {
      const { advance, to } = request.body as { advance?: unknown; to?: unknown };
      const moved =
        typeof advance === 'string'
          ? await clock.advance(advance)
          : typeof to === 'string'
            ? await clock.moveTo(to)
            : ({ ok: false, reason: 'malformed' } as const);
      if (!moved.ok) {
        response.status(moved.reason === 'backwards' ? 409 : 400).json({ ...moved, ...present() });
        return;
      }
      afterMove();
      response.json(moved);
    }),
  );
  return router;
}
