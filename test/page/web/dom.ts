/** Elements and text, made without HTML in between. */

type Child = Node | string | false | undefined;
type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

/**
 * Makes an element. A function is a listener of the event by its name; `true` sets an attribute without a value; `false` and
 * undefined leave it out.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name, value as (event: Event) => void);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== false && child !== undefined));
  return element;
}

/** An address that a click may follow: http and https alone. */
export function safeUrl(address: string): string | undefined {
  const url = URL.parse(address, document.baseURI);
  return url && /^https?:$/.test(url.protocol) && /^https?:/i.test(address) ? url.href : undefined;
}
