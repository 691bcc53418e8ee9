/**
 * How the dev store draws `<s-*>` elements: plainly, as real headings, buttons and links, so that keyboard and screen readers find
 * what they expect. Properties are reflected as attributes and styled by surfaces.css. Elements that our surfaces do not
 * use are drawn as boxes; *unverified* is how any of them looks at Shopify.
 */
export function defineHostElements(names: Record<string, { properties: Record<string, unknown> }>): void {
  for (const [tag, { properties }] of Object.entries(names)) {
    if (customElements.get(tag)) continue;
    const Base = BASES[tag] ?? HostElement;
    const Own = class extends Base {};
    for (const name of Object.keys(properties)) {
      if (name === 'id' || name === 'hidden') continue;
      Object.defineProperty(Own.prototype, name, {
        get(this: HostElement) {
          return this.getAttribute(name.toLowerCase());
        },
        set(this: HostElement, value: string | number | boolean | null | undefined) {
          if (value === undefined || value === null || value === false)
            this.removeAttribute(name.toLowerCase());
          else this.setAttribute(name.toLowerCase(), value === true ? '' : String(value));
          this.changed();
        },
      });
    }
    customElements.define(tag, Own);
  }
}

class HostElement extends HTMLElement {
  connectedCallback(): void {
    this.changed();
  }
  /** a property was set, or the element came onto the page */
  changed(): void {
    const role = this.getAttribute('accessibilityrole');
    if (role !== null && role !== 'generic') this.setAttribute('role', role);
    const label = this.getAttribute('accessibilitylabel');
    if (label !== null) this.setAttribute('aria-label', label);
  }
}

class HostHeading extends HostElement {
  override changed(): void {
    this.setAttribute('role', 'heading');
    this.setAttribute('aria-level', '2');
  }
}

class HostBanner extends HostElement {
  override changed(): void {
    this.setAttribute('role', this.getAttribute('tone') === 'critical' ? 'alert' : 'status');
  }
}

class HostButton extends HostElement {
  private readonly inner: HTMLButtonElement;
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.innerHTML = `<style>
      button { font: inherit; font-weight: 600; padding: 8px 16px; min-height: 40px; border-radius: 8px; cursor: pointer;
        border: 1px solid #8a8a8a; background: #fff; color: #303030; }
      :host([variant='primary']) button { background: #303030; border-color: #303030; color: #fff; }
      button:focus-visible { outline: 2px solid #005bd3; outline-offset: 2px; }
      button:disabled { color: #616161; background: #f1f1f1; cursor: default; }
    </style><button type="button"><slot></slot></button>`;
    const inner = root.querySelector('button');
    if (!inner) throw new Error('no button');
    this.inner = inner;
    inner.addEventListener('click', () => {
      if (this.getAttribute('command') !== '--copy') return;
      const item = document.getElementById(this.getAttribute('commandfor') ?? '');
      void navigator.clipboard.writeText(item?.getAttribute('text') ?? '');
    });
  }
  override changed(): void {
    this.inner.disabled = this.hasAttribute('disabled') || this.hasAttribute('loading');
    this.inner.setAttribute('aria-busy', String(this.hasAttribute('loading')));
    const label = this.getAttribute('accessibilitylabel');
    if (label !== null) this.inner.setAttribute('aria-label', label);
  }
}

/** A heading of its own above what it holds. */
class HostSection extends HostElement {
  // named apart from the element's own properties, which are on the prototype
  private readonly headingLine: HTMLElement;
  private readonly subheadingLine: HTMLElement;
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.innerHTML = `<style>
      h1, h2 { font-size: 16px; font-weight: 650; margin: 0 0 8px; } h1 { font-size: 28px; margin-bottom: 16px; }
      h1:empty, h2:empty, p:empty { display: none; } p { margin: 0 0 16px; }
    </style>`;
    this.headingLine = document.createElement(this.localName === 's-page' ? 'h1' : 'h2');
    this.subheadingLine = document.createElement('p');
    root.append(this.headingLine, this.subheadingLine, document.createElement('slot'));
  }
  override changed(): void {
    this.headingLine.textContent = this.getAttribute('heading');
    this.subheadingLine.textContent = this.getAttribute('subheading');
  }
}

class HostLink extends HostElement {
  private readonly inner: HTMLAnchorElement;
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.innerHTML = '<a style="color: #005bd3"><slot></slot></a>';
    const inner = root.querySelector('a');
    if (!inner) throw new Error('no link');
    this.inner = inner;
  }
  override changed(): void {
    const href = this.getAttribute('href') ?? '';
    // the page of another extension
    const page = /^extension:([a-z0-9-]+)\/?$/.exec(href)?.[1];
    const shop = /^\/shops\/[^/]+/.exec(location.pathname)?.[0] ?? '';
    this.inner.href = page === undefined ? href : `${shop}/account/pages/${page}`;
  }
}

class HostList extends HostElement {
  override changed(): void {
    this.setAttribute('role', this.localName === 's-list-item' ? 'listitem' : 'list');
  }
}

const BASES: Record<string, typeof HostElement> = {
  's-banner': HostBanner,
  's-button': HostButton,
  's-heading': HostHeading,
  's-link': HostLink,
  's-list-item': HostList,
  's-page': HostSection,
  's-section': HostSection,
  's-unordered-list': HostList,
};
