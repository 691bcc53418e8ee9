export interface NavEntry {
  label: string;
  /** address in the admin */
  href: string;
  /** address in the app */
  path: string;
}

/** Fills the list below the app's name. `navigate` says false when the link should just be followed. */
export function showNavItems(
  list: HTMLElement,
  entries: NavEntry[],
  current: string,
  navigate: (path: string) => boolean,
): void {
  list.replaceChildren(
    ...entries.map(({ label, href, path }) => {
      const link = document.createElement('a');
      link.textContent = label;
      link.href = href;
      if (new URL(link.href).pathname === current) link.setAttribute('aria-current', 'page');
      link.addEventListener('click', (event) => {
        const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
        if (plain && navigate(path)) {
          event.preventDefault();
          link.closest('details')?.removeAttribute('open');
        }
      });
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
}
