/**
 * A job's work could not be done now and may be tried again: Shopify or the mail server is not there, a bulk operation
 * is still running. pg-boss tries again with back-off; it is no bug and is logged as a warning.
 */
export class RetryLater extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RetryLater';
  }
}
