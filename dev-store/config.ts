/** The one place where the dev store learns facts that it shares with the app's development environment. */
export { API_VERSION } from '../app/env.server';
