import type { ReactElement } from 'react';

/** Drawn for the dev store on a grid of 20, stroked with the colour of the text. */
const PATHS = {
  home: 'M3 9.5 10 4l7 5.5V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1z',
  orders: 'M4 3.5h12V17l-2.4-1.4L11.2 17 10 16.2 8.8 17l-2.4-1.4L4 17zM7 7.5h6M7 11h4',
  products: 'M10 3 16.5 6.5v7L10 17l-6.5-3.5v-7zM3.5 6.5 10 10l6.5-3.5M10 10v7',
  customers: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3 2.7-5 6-5s6 2 6 5',
  discounts: 'M10.5 3H17v6.5L9.5 17 3 10.500zM13.7 6.3h.01',
  storefront:
    'M3.5 8 5 3.500h10L16.500 8M3.500 8c0 2.600 4.300 2.600 4.300 0 0 2.600 4.400 2.600 4.400 0 0 2.600 4.300 2.600 4.300 0M4.500 10v7h11v-7',
  mail: 'M3 5h14v10.500H3zM3 5.500l7 5.500 7-5.500',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.300l2.800 1.700',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  search: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM13 13l4 4',
  back: 'M16 10H4.500M9 5l-5 5 5 5',
  bag: 'M4.500 6.500h11l.800 10.500H3.700zM7 8.500V6a3 3 0 0 1 6 0v2.500',
  check: 'M4 10.500 8.200 15 16 5.500',
  person: 'M10 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3 2.700-5 6-5s6 2 6 5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
