/** So near to the end counts as being there, px. */
const NEAR = 48;

/** So near to the beginning somebody wants to read what was before, px. */
const EARLY = 600;

/** Keeps the end of a list in sight while the reader is there, and leaves them alone while they read further up. */
export class Scroll {
  /** The reader is at the end. */
  stuck = true;
  /** Where it was last, px. */
  private top = 0;
  private readonly port: HTMLElement;

  /** @param early is called when somebody reads near the beginning */
  constructor(port: HTMLElement, list: HTMLElement, jump: HTMLButtonElement, early: () => void) {
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
      if (!this.stuck && port.scrollTop < EARLY) early();
    });
    const observer = new ResizeObserver(() => this.stuck && this.toEnd());
    observer.observe(list);
    observer.observe(port);
  }

  /** After a drawing: the end comes into sight at once, before the browser tells where it has scrolled meanwhile. */
  settle(): void {
    if (this.stuck) this.toEnd();
  }

  /** Draws something above what is in sight, which stays where it is. */
  stay(draw: () => void): void {
    const { port } = this;
    const below = port.scrollHeight - port.scrollTop;
    draw();
    port.scrollTop = port.scrollHeight - below;
  }

  toEnd(): void {
    this.stuck = true;
    this.port.scrollTop = this.port.scrollHeight;
    this.top = this.port.scrollTop;
  }
}
