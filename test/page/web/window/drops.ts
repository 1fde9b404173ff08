/** Takes files that are dropped onto an element, and says so while they hover. */
export function acceptDrops(element: HTMLElement, take: (files: readonly File[]) => void): void {
  const over = (on: boolean) => element.toggleAttribute('data-drop', on);
  element.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    over(true);
  });
  element.addEventListener('dragleave', (event) => {
    if (!element.contains(event.relatedTarget as Node | null)) over(false);
  });
  element.addEventListener('drop', (event) => {
    over(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
}
