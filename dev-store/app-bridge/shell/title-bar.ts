import type { ActionButton } from '../protocol';

/** The bar above the app: its name, the page's title, and the page's actions. */
export function showTitleBar(
  title: string | null,
  actions: ActionButton[],
  click: (key: string) => void,
): void {
  const heading = document.querySelector<HTMLElement>('[data-app-title]');
  const place = document.querySelector<HTMLElement>('[data-app-actions]');
  if (!heading || !place) return;
  const name = heading.dataset['appTitle'] ?? '';
  heading.textContent = title ?? name;
  document.title = title ? `${title} · ${name}` : name;

  const crumb = actions.find(({ variant }) => variant === 'breadcrumb');
  const back = document.querySelector<HTMLButtonElement>('[data-app-back]');
  if (back) {
    back.hidden = !crumb;
    back.title = crumb?.label ?? '';
    back.onclick = () => crumb && click(crumb.key);
  }
  const own = actions.filter(({ variant, group }) => variant !== 'breadcrumb' && group === null);
  own.sort((a, b) => Number(a.variant === 'primary') - Number(b.variant === 'primary'));
  const groups = new Map<string, ActionButton[]>();
  for (const action of actions) {
    if (action.group !== null) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  }
  place.replaceChildren(
    ...[...groups].map(([label, members]) => menu(label, members, click)),
    ...own.map((action) => button(action, click)),
  );
}

export function button(
  action: ActionButton,
  click: (key: string) => void,
  label = action.label,
): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.disabled = action.disabled || action.loading;
  element.className = [
    'button',
    action.variant === 'primary' && 'primary',
    action.tone === 'critical' && 'critical',
  ]
    .filter(Boolean)
    .join(' ');
  if (action.loading) element.setAttribute('aria-busy', 'true');
  element.addEventListener('click', () => click(action.key));
  return element;
}

function menu(label: string, actions: ActionButton[], click: (key: string) => void): HTMLElement {
  const details = document.createElement('details');
  details.className = 'menu';
  const summary = document.createElement('summary');
  summary.className = 'button';
  summary.textContent = label;
  const list = document.createElement('div');
  list.append(...actions.map((action) => button(action, click)));
  list.addEventListener('click', () => details.removeAttribute('open'));
  details.append(summary, list);
  return details;
}
