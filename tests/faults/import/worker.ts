/** The worker as in app/jobs/worker.ts, with nothing to do but history imports. */
import { readEnv } from '../../../app/env.server';
import { createHandlers } from '../../../app/jobs/handlers.server';
import { createServices } from '../../../app/services.server';

const services = await createServices(readEnv(process.env), 'worker');
const handlers = createHandlers(services);
// as each minute: an import whose job is gone gets another
await handlers.tick({});
await services.jobs.work('import.history', handlers['import.history'], 0.5);
