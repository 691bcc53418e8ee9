import type { ComponentChildren } from 'preact';

/** What every block of ours stands in. */
export function Frame({ heading, children }: { heading: string; children: ComponentChildren }) {
  return (
    <s-box border="base" borderRadius="base" padding="base">
      <s-stack gap="small">
        <s-heading>{heading}</s-heading>
        {children}
      </s-stack>
    </s-box>
  );
}
