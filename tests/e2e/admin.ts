import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect, inject } from 'vitest';

/** The app inside the dev store's admin, as a merchant drives it. */
export class Admin {
  /** address of the app in the shop's admin */
  readonly app: string;
  /** where the app is, in the admin's frame */
  readonly frame: FrameLocator;
  /** The admin's own button, in its bar above the page. */
  readonly saveButton: Locator;

  /** @param handle the shop's, `HANDLE.myshopify.com` */
  constructor(
    readonly page: Page,
    handle: string,
  ) {
    this.app = `${inject('store')}/store/${handle}/apps/stammkunde/app`;
    this.frame = page.locator('iframe[data-app-origin]').contentFrame();
    this.saveButton = this.saveBar('Save');
  }

  /** Opens a page of the app ("" is its first), and waits until it answers to what is typed and clicked. */
  async open(path = ''): Promise<void> {
    await this.page.goto(this.app + path);
    await this.answers();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.answers();
  }

  /** Opens the app for the first time, which installs it, and waits until the shop is set up and its orders are imported. */
  async install(): Promise<void> {
    await this.open();
    // not a step but work: hundreds of orders
    await this.frame.locator('[data-shop="ready"]').waitFor({ timeout: 200_000 });
    await this.frame.locator('[data-figure="repeat"]').waitFor();
  }

  /** From the next page on. */
  async speak(language: 'en' | 'de'): Promise<void> {
    const url = `${inject('store')}/store`;
    await this.page.context().addCookies([{ name: 'admin_language', value: language, url }]);
  }

  /** Saves, and waits until the admin says so and nothing is unsaved: the bar goes. */
  async save(toast: string): Promise<void> {
    await this.told(toast, () => this.saveButton.click());
    await expect.poll(() => this.saveButton.count()).toBe(0);
  }

  async discard(): Promise<void> {
    await this.saveBar('Discard').click();
  }

  /** Does what the admin answers with a short message. An earlier one of the same words is waited out: it would be taken for it. */
  async told(text: string, act: () => Promise<void>): Promise<void> {
    const toast = this.page.locator('[data-toasts] [data-toast]').filter({ hasText: text });
    await expect.poll(() => toast.count()).toBe(0);
    await act();
    await toast.waitFor();
  }

  private saveBar(name: string): Locator {
    return this.page.locator('[data-save-bar-actions]').getByRole('button', { name, exact: true });
  }

  /** The server's text is there before the page works: what is typed before that is lost. */
  private async answers(): Promise<void> {
    await this.frame.locator('html[data-answering]').waitFor({ state: 'attached' });
  }
}

/** The JSON at a path of the dev store. */
export async function get<T>(path: string): Promise<T> {
  const response = await fetch(inject('store') + path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** What the dev store answers to JSON that is sent to a path of it. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(inject('store') + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
