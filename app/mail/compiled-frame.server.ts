import { render } from '@react-email/render';
import { createElement } from 'react';
import { Frame, SLOTS } from '~/mail/frame';
import type { MailLocale } from '~/mail/variables';

export type SlotName = keyof typeof SLOTS;

/** Pieces of HTML between the slots; filling them in is a join, while rendering react-email takes milliseconds. */
export interface CompiledFrame {
  fill(values: Readonly<Record<SlotName, string>>): string;
}

const compiled = new Map<string, Promise<CompiledFrame>>();

/** The frame of one locale and kind, rendered by react-email once per process. Values must be HTML already. */
export function compiledFrame(locale: MailLocale, promotional: boolean): Promise<CompiledFrame> {
  const key = `${locale}:${promotional ? 'promotional' : 'service'}`;
  const known = compiled.get(key) ?? compile(locale, promotional);
  compiled.set(key, known);
  return known;
}

async function compile(locale: MailLocale, promotional: boolean): Promise<CompiledFrame> {
  const html = await render(createElement(Frame, { locale, promotional }));
  const names = Object.keys(SLOTS) as SlotName[];
  const pattern = new RegExp(
    names.map((name) => SLOTS[name].replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'),
    'g',
  );
  const pieces = html.split(pattern);
  const order = (html.match(pattern) ?? []).map((slot) => names.find((name) => SLOTS[name] === slot));
  for (const name of names) {
    if ((name === 'unsubscribeUrl' || name === 'preferencesUrl') && !promotional) continue;
    if (!order.includes(name)) throw new Error(`the frame lost its slot ${name}`);
  }
  return {
    fill: (values) =>
      pieces.reduce((html, piece, index) => {
        const name = order[index - 1];
        return html + (name ? values[name] : '') + piece;
      }),
  };
}
