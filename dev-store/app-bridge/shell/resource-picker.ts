import type { PickedCollection, PickerAnswer, PickerRequest } from '../protocol';

/** The dialog that the server renders; its texts are in the admin user's language. */
interface Parts {
  dialog: HTMLDialogElement;
  title: HTMLElement;
  search: HTMLInputElement;
  list: HTMLElement;
  nothing: HTMLElement;
  count: HTMLElement;
  confirm: HTMLButtonElement;
}

/** Opens the picker over the whole admin. One at a time: another call while it is open counts as cancelled. */
export async function pickCollections(base: string, request: PickerRequest): Promise<PickerAnswer> {
  const parts = findParts();
  if (!parts || parts.dialog.open) return { outcome: 'cancelled' };
  const response = await fetch(`${base}/resource-picker/collections`);
  if (!response.ok) return { outcome: 'refused', reason: `ResourcePicker error: ${await response.text()}` };
  const { collections } = (await response.json()) as { collections: PickedCollection[] };
  return open(parts, collections, request);
}

function findParts(): Parts | null {
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-picker]');
  const title = dialog?.querySelector<HTMLElement>('[data-picker-title]');
  const search = dialog?.querySelector<HTMLInputElement>('[data-picker-search]');
  const list = dialog?.querySelector<HTMLElement>('[data-picker-list]');
  const nothing = dialog?.querySelector<HTMLElement>('[data-picker-nothing]');
  const count = dialog?.querySelector<HTMLElement>('[data-picker-count]');
  const confirm = dialog?.querySelector<HTMLButtonElement>('[data-picker-confirm]');
  if (!dialog || !title || !search || !list || !nothing || !count || !confirm) return null;
  return { dialog, title, search, list, nothing, count, confirm };
}

function open(parts: Parts, all: PickedCollection[], request: PickerRequest): Promise<PickerAnswer> {
  const { dialog, title, search, list, nothing, count, confirm } = parts;
  const before = request.selectedIds.filter((id) => all.some((collection) => collection.id === id));
  const chosen = new Set(before.slice(0, request.most));

  const refresh = () => {
    const shown = matching(all, search.value);
    const isFull = request.most > 1 && chosen.size >= request.most;
    list.replaceChildren(...shown.map((collection) => row(collection, request, chosen, isFull, refresh)));
    nothing.hidden = shown.length > 0;
    const most = request.most > 1 && request.most < Number.MAX_SAFE_INTEGER ? `/${request.most}` : '';
    count.textContent = `${chosen.size}${most} ${count.dataset['pickerCount'] ?? ''}`;
    confirm.disabled = chosen.size === before.length && before.every((id) => chosen.has(id));
  };

  title.textContent = dialog.dataset[request.action] ?? '';
  confirm.textContent = dialog.dataset[`${request.action}Verb`] ?? '';
  search.value = request.query;
  search.oninput = refresh;
  dialog.returnValue = '';
  refresh();
  dialog.showModal();
  search.focus();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      // Escape, the cross and "Cancel" close without a value.
      if (dialog.returnValue !== 'confirm') resolve({ outcome: 'cancelled' });
      else resolve({ outcome: 'selected', selection: selectionOf(all, chosen) });
    };
  });
}

/** In the order in which they were chosen. */
function selectionOf(all: PickedCollection[], chosen: ReadonlySet<string>): PickedCollection[] {
  return [...chosen].flatMap((id) => all.find((collection) => collection.id === id) ?? []);
}

function matching(all: PickedCollection[], search: string): PickedCollection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
}

function row(
  collection: PickedCollection,
  request: PickerRequest,
  chosen: Set<string>,
  isFull: boolean,
  changed: () => void,
): HTMLElement {
  const box = document.createElement('input');
  box.type = request.most === 1 ? 'radio' : 'checkbox';
  box.name = 'picked';
  box.value = collection.id;
  box.checked = chosen.has(collection.id);
  box.disabled = isFull && !box.checked;
  box.addEventListener('change', () => {
    if (request.most === 1) chosen.clear();
    if (box.checked) chosen.add(collection.id);
    else chosen.delete(collection.id);
    changed();
    // The rows are made anew: the keyboard stays where it was.
    document.querySelector<HTMLElement>(`[data-picker-list] [value="${CSS.escape(collection.id)}"]`)?.focus();
  });
  const title = document.createElement('span');
  title.textContent = collection.title;
  const size = document.createElement('span');
  size.className = 'soft';
  size.textContent = String(collection.productsCount);
  const label = document.createElement('label');
  label.append(box, title, size);
  const item = document.createElement('li');
  item.append(label);
  return item;
}
