export { hashEmail } from '~/email-hash.server';
