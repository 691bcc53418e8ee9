/**
 * A small drawing of a product, as inline SVG: the dev store shows no third-party pictures.
 * @param hue 0 to 360
 */
export function picture(kind: 'Kaffee' | 'Zubehör' | 'Gutschein', hue: number): string {
  const paper = `hsl(${hue} 45% 93%)`;
  const main = `hsl(${hue} 38% 42%)`;
  const dark = `hsl(${hue} 42% 26%)`;
  const drawings = {
    Kaffee: `<path d="M128 96h144l16 224a16 16 0 0 1-16 16H128a16 16 0 0 1-16-16z" fill="${main}"/>
<path d="M128 96h144l4 44H124z" fill="${dark}"/><rect x="148" y="176" width="104" height="104" rx="10" fill="${paper}"/>
<ellipse cx="200" cy="228" rx="24" ry="36" transform="rotate(28 200 228)" fill="${dark}"/>
<path d="M184 200c22 12 2 34 30 56" fill="none" stroke="${paper}" stroke-width="6" stroke-linecap="round"/>`,
    Zubehör: `<path d="M120 150h136v106a56 56 0 0 1-56 56h-24a56 56 0 0 1-56-56z" fill="${main}"/>
<path d="M256 172h18a36 36 0 0 1 0 72h-18" fill="none" stroke="${main}" stroke-width="18"/>
<path d="M160 124c-14-18 14-26 0-46M204 124c-14-18 14-26 0-46" fill="none" stroke="${dark}" stroke-width="8" stroke-linecap="round"/>`,
    Gutschein: `<rect x="84" y="132" width="232" height="136" rx="16" fill="${main}"/>
<rect x="186" y="132" width="28" height="136" fill="${dark}"/>
<path d="M200 132c-54-60-80-10 0 0 80-10 54-60 0 0z" fill="none" stroke="${dark}" stroke-width="14" stroke-linejoin="round"/>`,
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img"><rect width="400" height="400" fill="${paper}"/>${drawings[kind]}</svg>`;
}
