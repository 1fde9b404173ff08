/** So near to the end counts as being there, px. */
const NEAR = 48;

/** Keeps the end of a list in sight while the reader is there, and leaves them alone while they read further up. */
export class Scroll {
  private stuck = true;
  /** Where it was last, px. */
  private top = 0;
  private readonly port: HTMLElement;

  constructor(port: HTMLElement, list: HTMLElement, jump: HTMLButtonElement) {
    this.port = port;
    jump.hidden = true;
    jump.addEventListener('click', () => this.toEnd());
    port.addEventListener('scroll', () => {
      const isNear = port.scrollHeight - port.scrollTop - port.clientHeight < NEAR;
      // A list that grew is told of as a scroll, too; readers who leave the end go up.
      if (isNear) this.stuck = true;
      else if (port.scrollTop < this.top) this.stuck = false;
      this.top = port.scrollTop;
      jump.hidden = this.stuck;
    });
    const observer = new ResizeObserver(() => this.stuck && this.toEnd());
    observer.observe(list);
    observer.observe(port);
  }

  /** After a drawing: the end comes into sight at once, before the browser tells where it has scrolled meanwhile. */
  settle(): void {
    if (this.stuck) this.toEnd();
  }

  toEnd(): void {
    this.stuck = true;
    this.port.scrollTop = this.port.scrollHeight;
    this.top = this.port.scrollTop;
  }
}
